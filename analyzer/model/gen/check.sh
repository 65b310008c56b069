#!/bin/sh
# Regenerate the model headers into a scratch folder and compare with what is committed.
set -e
here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 "$here/gen_sal.py" "$tmp"
python3 "$here/gen_wdf.py" "$tmp"
python3 "$here/gen_strsafe.py" "$tmp"
python3 "$here/gen_fwp.py" "$tmp"
python3 -B "$here/gen_ddi_headers.py" "$tmp/ddi"
rc=0
for d in sal wdf; do
    diff -r -x "rc_*" "$tmp/$d" "$here/../include/$d" || rc=1
done
for f in ntstrsafe.h rc_fwp_names.h; do diff "$tmp/nt/$f" "$here/../include/nt/$f" || rc=1; done
for f in $(cd "$tmp/ddi" && find nt -type f); do diff "$tmp/ddi/$f" "$here/../include/$f" || rc=1; done
exit $rc
