# Says what an image is and has, a fact a line, and reads it below $lower, wherever that came from.
fact mount yes
codename=$(release VERSION_CODENAME)
fact distribution "$(release ID)" "${codename:-$(release VERSION_ID)}"

# No image has as many of anything as somebody could put there.
kernels=0
for kernel in "$lower"/boot/vmlinuz-*; do
  [ $((kernels += 1)) -le 20 ] || break
  version=${kernel##*/vmlinuz-}
  kernel=$(plain "boot/vmlinuz-$version") || continue
  magic=$(od -An -c -j514 -N4 "$kernel" | tr -d ' ')
  initrd=
  for each in "$lower"/boot/init*"$version"*; do
    [ ! -e "$each" ] || initrd=initrd
  done
  modules=
  at=$(within "lib/modules/$version") && [ -d "$at" ] && modules=modules
  fact kernel "$version" "$magic" "$modules" "$initrd"
done

if plain var/lib/dpkg/status >/dev/null; then
  packages 'package\t${Package}\t${Version}\t${Architecture}\t${db:Status-Status}\n'
elif command -v rpm >/dev/null; then
  # It writes where it reads, and so reads a copy.
  mkdir rpm
  for each in usr/lib/sysimage/rpm/rpmdb.sqlite usr/lib/sysimage/rpm/rpmdb.sqlite-wal \
    var/lib/rpm/rpmdb.sqlite var/lib/rpm/rpmdb.sqlite-wal var/lib/rpm/Packages; do
    database=$(plain $each) && (ulimit -f 1048576 && cp "$database" rpm/)
  done
  rpm --dbpath "$PWD/rpm" -qa --qf 'package\t%{NAME}\t%{VERSION}\t%{ARCH}\tinstalled\n'
fi
units=0
for unit in "$lower"/etc/systemd/system/*.wants/*; do
  [ $((units += 1)) -le 1000 ] || break
  [ -L "$unit" ] && fact enabled "${unit##*/}"
done
if reference=$(plain opt/amphora-agent.gitref) && [ -s "$reference" ]; then
  fact reference "$(head -c 1000 "$reference" | head -n 1)"
fi
