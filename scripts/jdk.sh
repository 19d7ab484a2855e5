# Finds a JDK by its `release` file, without starting a JVM. Sourced, not run.
#
#   find_jdk        sets KEELSON_JDK and KEELSON_JDK_VERSION, or says what was found and what is needed, and exits 2

keelson_jdk_needed=25

# Sets version to that in $1/release, to nothing when $1 is no JDK. It prints nothing: a subshell for each candidate takes longer
# than all of this.
read_jdk_version() {
  version=""
  [[ -x $1/bin/java && -x $1/bin/javac && -r $1/release ]] || return 0
  local line
  while IFS= read -r line; do
    case $line in
      JAVA_VERSION=*)
        line=${line#JAVA_VERSION=}
        version=${line//\"/}
        return 0
        ;;
    esac
  done <"$1/release"
}

# Whether version $1 (25, 25.0.3, 26-ea) is new enough.
jdk_is_new_enough() {
  local major=${1%%[!0-9]*}
  [[ -n $major && $major -ge $keelson_jdk_needed ]]
}

find_jdk() {
  local home version found=""
  if [[ -n ${KEELSON_JAVA_HOME:-} ]]; then
    read_jdk_version "$KEELSON_JAVA_HOME"
    if ! jdk_is_new_enough "$version"; then
      echo "keelson: KEELSON_JAVA_HOME=$KEELSON_JAVA_HOME is ${version:+JDK $version}${version:-no JDK}; Keelson needs JDK $keelson_jdk_needed or newer." >&2
      exit 2
    fi
    KEELSON_JDK=$KEELSON_JAVA_HOME KEELSON_JDK_VERSION=$version
    return 0
  fi
  local on_path=""
  on_path=$(type -P java || true)
  [[ -n $on_path ]] && on_path=$(readlink -f "$on_path") && on_path=${on_path%/bin/java}
  for home in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /opt/* /usr/java/* /usr/local/jdk* \
    "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/*; do
    [[ -n $home ]] || continue
    read_jdk_version "$home"
    [[ -n $version ]] || continue
    if jdk_is_new_enough "$version"; then
      KEELSON_JDK=$home KEELSON_JDK_VERSION=$version
      return 0
    fi
    [[ $found == *"($home)"* ]] || found+="${found:+, }$version ($home)"
  done
  echo "keelson: needs JDK $keelson_jdk_needed or newer; found ${found:-no JDK}." >&2
  echo "    Install one (for example from https://adoptium.net) and name it: KEELSON_JAVA_HOME=/path/to/jdk-$keelson_jdk_needed $0 ..." >&2
  exit 2
}
