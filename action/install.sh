#!/usr/bin/env bash
# Puts pmta-lint in place: a release from the registry, what lies built beside this script, or what is built from it.
set -euo pipefail

refuse() {
  echo "::error title=pmta-lint::$1"
  exit 2
}

node -e '
  const [major, minor] = process.versions.node.split(".").map(Number);
  process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1);
' || refuse 'pmta-lint needs Node 20.19 or newer: put actions/setup-node before this step'

if [ -n "${PMTA_VERSION:-}" ]; then
  # A name or a number, never an option, a path or an address.
  [[ "$PMTA_VERSION" =~ ^[0-9A-Za-z][0-9A-Za-z.+-]*$ ]] ||
    refuse 'the input version takes a release of pmta-lint, such as 1.2.3 or latest'
  home="$RUNNER_TEMP/pmta-lint-$PMTA_VERSION"
  mkdir -p "$home"
  # Not in the checkout: its .npmrc would count.
  cd "$home"
  npm install --prefix "$home" --ignore-scripts --no-audit --no-fund --no-save "pmta-lint@$PMTA_VERSION"
  launcher="$home/node_modules/pmta-lint/bin/pmta-lint.cjs"
else
  cd "$GITHUB_ACTION_PATH"
  if [ ! -f dist/cli.cjs ]; then
    npm ci --ignore-scripts --no-audit --no-fund
    node scripts/build.mjs --no-types
  fi
  launcher="$GITHUB_ACTION_PATH/bin/pmta-lint.cjs"
fi

echo "launcher=$launcher" >> "$GITHUB_OUTPUT"
