# Says what an image is and has, a fact a line, and reads it below $lower, wherever that came from.
fact mount yes
codename=$(release VERSION_CODENAME)
fact distribution "$(release ID)" "${codename:-$(release VERSION_ID)}"

for kernel in "$lower"/boot/vmlinuz-*; do
  version=${kernel##*/vmlinuz-}
  kernel=$(plain "boot/vmlinuz-$version") || continue
  magic=$(od -An -c -j514 -N4 "$kernel" | tr -d ' ')
  initrd=
  for each in "$lower"/boot/init*"$version"*; do
    [ ! -e "$each" ] || initrd=initrd
  done
  modules=
  at=$(inside "lib/modules/$version") && [ -d "$at" ] && modules=modules
  fact kernel "$version" "$magic" "$modules" "$initrd"
done

if plain var/lib/dpkg/status >/dev/null; then
  dpkg-query --admindir="$lower/var/lib/dpkg" -W \
    -f 'package\t${Package}\t${Version}\t${Architecture}\t${db:Status-Status}\n'
elif command -v rpm >/dev/null; then
  # It writes where it reads, and so reads a copy.
  mkdir rpm
  for each in usr/lib/sysimage/rpm/rpmdb.sqlite usr/lib/sysimage/rpm/rpmdb.sqlite-wal \
    var/lib/rpm/rpmdb.sqlite var/lib/rpm/rpmdb.sqlite-wal var/lib/rpm/Packages; do
    database=$(plain $each) && (ulimit -f 1048576 && cp "$database" rpm/)
  done
  rpm --dbpath "$PWD/rpm" -qa --qf 'package\t%{NAME}\t%{VERSION}\t%{ARCH}\tinstalled\n'
fi
for unit in "$lower"/etc/systemd/system/*.wants/*; do
  [ -L "$unit" ] && fact enabled "${unit##*/}"
done
if reference=$(plain opt/amphora-agent.gitref) && [ -s "$reference" ]; then
  fact reference "$(head -n 1 "$reference")"
fi
