#!/bin/sh
# Every transcript of this folder, played by the whole gateway in memory.
cd "$(dirname "$0")/../.."
exec "${BUILD:-build}/kopuro" replay tests/dialogs/*.dialog
