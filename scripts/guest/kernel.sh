# Fetches Debian's kernels. Sourced, not run.
#
#   fetch_kernel VERSION DIR     the newest linux-image of VERSION (6.1, 6.12), unpacked in DIR: boot/, lib/modules/, package (its name)

fetch_kernel() {
  local version=$1 dir=$2 package
  [[ -s $dir/package ]] && return 0
  # The plain flavour: that for clouds has no 9p, by which the guest sees this machine's files.
  package=$(apt-cache search -n "^linux-image-${version//./\\.}\.[0-9].*-amd64\$" | awk '{ print $1 }' | grep -vE -- '-(cloud|rt)-amd64$' | sort -V | tail -1)
  if [[ -z $package ]]; then
    echo "check-guests: apt knows no kernel $version. Debian 12 with backports has 6.1 and 6.12: apt-get update" >&2
    exit 2
  fi
  echo "check-guests: fetching $package"
  rm -rf "$dir"
  mkdir -p "$dir"
  (cd "$dir" && apt-get download -qq "$package" 2>/dev/null && dpkg-deb -x ./*.deb . && rm ./*.deb) ||
    { echo "check-guests: $package could not be downloaded and unpacked" >&2; exit 1; }
  echo "$package" >"$dir/package"
}
