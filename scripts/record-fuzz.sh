#!/usr/bin/env bash
# Puts the result of a long run into docs/fuzzing.md, in the place of the one before.
#
#   scripts/record-fuzz.sh KIND RESULT
set -euo pipefail
kind=$1 result=$2
page=docs/fuzzing.md
awk -v kind="$kind" -v result="$result" '
  $0 == "<!-- " kind " -->" { print; print ""; while ((getline line < result) > 0) print line; print ""; inside = 1; next }
  $0 == "<!-- end -->" { inside = 0 }
  !inside { print }' "$page" >"$page.new"
mv "$page.new" "$page"
