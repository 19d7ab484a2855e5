#!/usr/bin/env bash
# Writes the result of a guest run into the table of docs/guests.md, in the place of the kernel's row.
#
#   scripts/guest/record.sh VERSION KERNEL SECONDS
set -euo pipefail
version=$1 kernel=$2 seconds=$3
page=docs/guests.md
summary=$(sed -n 's/^guest run: //p' "$kernel/out/stdout" 2>/dev/null | tail -1 || true)
commit=$(git rev-parse --short HEAD)
[[ -z $(git status --porcelain --untracked-files=no -- ':!docs') ]] || commit+=" and changes"
row="| $version | \`$(cat "$kernel/package")\` | $(date -u +%Y-%m-%d) | $commit | ${summary:-no result: see the console} | $((seconds / 60)) min |"
awk -v row="$row" -v version="$version" '
  index($0, "| " version " |") == 1 { print row; next }
  { print }' "$page" >"$page.new"
mv "$page.new" "$page"
echo "check-guests: $row"
