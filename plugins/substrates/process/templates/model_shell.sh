#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A tool for the substrate `process` of Ophamin with input = "text": the stimulus comes in as it is, a line of JSON goes back.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# What is under test. Here: gzip, there and back.
cat > "$folder/text"
gzip -9 < "$folder/text" > "$folder/packed"
gzip -d < "$folder/packed" > "$folder/restored"
same=false
if cmp -s "$folder/text" "$folder/restored"; then same=true; fi

printf '{"bytes_in": %d, "bytes_out": %d, "round_trip_equal": %s}\n' \
  "$(wc -c < "$folder/text")" "$(wc -c < "$folder/packed")" "$same"
