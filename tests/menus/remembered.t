#!/bin/sh
# What is known of somebody from one call to the next, played on menus of their own.
cd "$(dirname "$0")/../.."
exec "${BUILD:-build}/kopuro" replay --menus tests/menus/remembered tests/menus/remembered/*.dialog
