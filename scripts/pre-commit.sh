#!/bin/sh
# The hook of .pre-commit-hooks.yaml. pre-commit runs it in a clone of this repository, whose config says where it is from;
# git itself would look at the variables of the commit that is being made.
set -eu
clone=$(cd "$(dirname "$0")/.." && pwd)
url=$(sed -n '/^\[remote/,/^\[/s/^[[:space:]]*url = //p' "$clone/.git/config" | head -n 1)
case $url in git@*:*) url=https://$(echo "${url#git@}" | sed 's|:|/|') ;; esac
folder=$("$clone/scripts/program.sh" "$clone/.cache" "${url%.git}")
exec "$folder/kong-client-ip" check "$@"
