#!/bin/sh
# Prints a folder with the program in it, for action.yml and .pre-commit-hooks.yaml: the build of this checkout, else the
# executable of its version's release, fetched once and checked.
# Usage: program.sh HOME URL [SHA256]   where to keep it; the repository with the release, empty for the build alone; what
# the archive must hash to where SHA256SUMS of the release is not to decide
set -eu

die() {
  echo "kong-client-ip: error: $1" >&2
  exit 2
}

home=$1 url=$2 wanted=${3-}
checkout=$(cd "$(dirname "$0")/.." && pwd)
version=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' "$checkout/package.json")
mkdir -p "$home"

if [ -f "$checkout/dist/cli.cjs" ]; then
  mkdir -p "$home/build"
  ln -sf "$checkout/dist/cli.cjs" "$home/build/kong-client-ip"
  echo "$home/build"
  exit
fi
[ -n "$url" ] || die "there is no dist/cli.cjs; run npm run build before"

folder=$home/kong-client-ip-$version
if [ ! -d "$folder" ]; then
  case $(uname -sm) in
    "Linux x86_64") platform=linux-x64 ;;
    "Linux aarch64") platform=linux-arm64 ;;
    "Darwin x86_64") platform=darwin-x64 ;;
    "Darwin arm64") platform=darwin-arm64 ;;
    MINGW*" x86_64" | MSYS*" x86_64") platform=windows-x64 ;;
    *) die "there is no executable for $(uname -sm); install the npm package, and use that" ;;
  esac
  archive=kong-client-ip-$version-$platform.tgz
  work=$(mktemp -d "$home/fetch.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  for file in "$archive" SHA256SUMS; do
    from=$url/releases/download/v$version/$file
    curl --fail --silent --show-error --location --retry 3 --output "$work/$file" "$from" ||
      die "$from cannot be fetched; is this commit that of a release?"
  done
  [ -n "$wanted" ] || wanted=$(sed -n "s/^\([0-9a-f]*\)  $archive\$/\1/p" "$work/SHA256SUMS")
  if command -v sha256sum > /dev/null; then sum=sha256sum; else sum="shasum -a 256"; fi
  found=$($sum < "$work/$archive")
  [ "${found%% *}" = "$wanted" ] || die "$archive is not what it should be: its SHA-256 is ${found%% *}, not ${wanted:-named}"
  tar -xzf "$work/$archive" -C "$work"
  mv "$work/kong-client-ip" "$folder"
fi
echo "$folder"
