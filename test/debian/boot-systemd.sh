#!/bin/sh
# Becomes a systemd of its own: run it in new namespaces (unshare), where it changes nothing of the system outside.
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs /run
mkdir -p /run/lock /run/systemd/system
umount -lR /sys/fs/cgroup 2>/dev/null || true
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount -t tmpfs tmpfs /etc/systemd/system
# Only the targets that units hang on, and none of this machine's own services.
for target in test sysinit basic shutdown multi-user network-online; do
  printf '[Unit]\nDefaultDependencies=no\n' >"/run/systemd/system/$target.target"
done
exec env -i PATH="$PATH" container=test SYSTEMD_UNIT_PATH=/etc/systemd/system:/run/systemd/system \
  /lib/systemd/systemd --system --unit=test.target --log-target=null --show-status=no
