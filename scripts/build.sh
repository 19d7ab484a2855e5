# Builds the application into .build/app and trains its AOT cache. Sourced, not run; needs $root and find_jdk's variables.
#
#   .build/app/*.jar          every module and its run-time dependencies: the module path
#   .build/app-VERSION.aot    AOT cache of exactly these jars and JDK VERSION (empty: this JDK could not make one)
#   .build/stamp              as old as the sources that .build/app was built from
#   .build/build.log          what Maven and the training run said last

app=$root/.build/app
stamp=$root/.build/stamp
build_log=$root/.build/build.log
aot=$root/.build/app-$KEELSON_JDK_VERSION.aot

# The flags of every run; the training run has exactly the same, or the cache does not fit.
# Measured in docs/decisions/0010-aot-launcher.md.
java_flags=(
  -Xlog:disable -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:C1MaxInlineSize=15 -Xms16m -Xmx512m
  --enable-native-access=dev.keelson.linux
  --module-path "$app"
)

is_fresh() {
  [[ -s $stamp && -d $app && -e $aot ]] &&
    [[ -z $(find "$root"/pom.xml "$root"/.mvn "$root"/scripts "$root"/*/pom.xml "$root"/*/src/main -newer "$stamp" -print -quit) ]]
}

# Builds what is missing, one process at a time: a second one waits, then finds the work done.
build() {
  if ! mkdir -p "$root/.build" 2>/dev/null || [[ ! -w $root/.build ]]; then
    echo "keelson: must build first, but $root/.build is not writable by $(id -un). Run it once as the owner of $root." >&2
    exit 1
  fi
  exec 9>"$root/.build/lock"
  if ! flock -n 9; then
    progress "waiting for another build"
    flock 9
  fi
  is_fresh || { build_jars && train; }
  exec 9>&-
  progress ""
}

build_jars() {
  if ! type -P mvn >/dev/null; then
    echo "keelson: needs Maven to build. Install it: apt-get install maven" >&2
    exit 2
  fi
  local started=$SECONDS
  progress "building (once; log in .build/build.log)"
  rm -rf "$root"/cli/target/app "$root"/cli/target/*.jar
  touch "$root/.build/stamp.new"
  rm -f "$stamp"
  if ! (cd "$root" && JAVA_HOME=$KEELSON_JDK mvn -B -q package -Dfast -Dmaven.test.skip=true -pl cli -am) >"$build_log" 2>&1 9>&-; then
    progress ""
    grep -m 3 -E '^\[ERROR\]' "$build_log" >&2 || tail -n 3 "$build_log" >&2
    echo "keelson: the build failed after $((SECONDS - started)) s; the whole log is $build_log" >&2
    exit 1
  fi
  rm -rf "$app" "$root"/.build/app-*.aot
  mkdir -p "$app"
  cp "$root"/cli/target/app/*.jar "$root"/cli/target/keelson-cli-*.jar "$app"/
  # Both make a start faster and nothing else; what they cannot change stays as it is.
  "$KEELSON_JDK/bin/java" "$root/scripts/RefreshJar.java" "$app"/picocli-*.jar >>"$build_log" 2>&1 9>&- || true
  "$KEELSON_JDK/bin/java" "$root/scripts/ResolveEarly.java" "$app"/keelson-*.jar >>"$build_log" 2>&1 9>&- || true
  echo "built by JDK $KEELSON_JDK_VERSION" >"$stamp"
  touch -r "$root/.build/stamp.new" "$stamp"
  rm -f "$root/.build/stamp.new"
}

# A failed training run costs start time only: an empty file says not to try again. One that was interrupted has not failed.
train() {
  local status=0
  progress "making start faster"
  "$KEELSON_JDK/bin/java" "${java_flags[@]}" -XX:AOTCacheOutput="$aot" -m dev.keelson.cli/dev.keelson.cli.Main train \
    </dev/null >>"$build_log" 2>&1 9>&- || status=$?
  rm -f "$aot.config"
  ((status != 130 && status != 143)) || exit "$status" # Ctrl-C, SIGTERM
  [[ -s $aot ]] || : >"$aot"
}

# One line on standard error, rewritten in place on a terminal, printed once elsewhere; empty clears it.
progress() {
  if [[ -t 2 ]]; then
    printf '\r\033[K%s' "${1:+keelson: $1 ...}" >&2
  elif [[ -n $1 ]]; then
    echo "keelson: $1 ..." >&2
  fi
}
