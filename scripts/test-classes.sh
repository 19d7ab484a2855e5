# The compiled tests outside Maven. Sourced, not run; find_jdk comes before.
#
#   test_class_path FOLDER    builds door, bpf and what they need, copies the classes to FOLDER, so that a build may go on meanwhile,
#                             and sets class_path; the build's log is FOLDER.log

test_class_path() {
  local folder=$1 number=0 place places
  mkdir -p "${folder%/*}"
  JAVA_HOME=$KEELSON_JDK mvn -B -q -o -Dfast test-compile dependency:build-classpath \
    -Dmdep.outputFile='${project.build.directory}/tests.classpath' -pl door,bpf -am >"$folder.log" 2>&1 ||
    { tail -20 "$folder.log" >&2; exit 1; }
  rm -rf "$folder"
  class_path=
  IFS=: read -ra places <<<"$(<door/target/tests.classpath):$PWD/door/target/classes:$PWD/door/target/test-classes:$PWD/bpf/target/test-classes"
  for place in "${places[@]}"; do
    if [[ -d $place ]]; then
      number=$((number + 1))
      mkdir -p "$folder/$number"
      cp -r "$place/." "$folder/$number/"
      place=$folder/$number
    fi
    class_path+=$place:
  done
}
