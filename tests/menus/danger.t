#!/bin/sh
# Emergency numbers, played on menus of their own.
cd "$(dirname "$0")/../.."
exec "${BUILD:-build}/kopuro" replay --menus tests/menus/danger tests/menus/danger/*.dialog
