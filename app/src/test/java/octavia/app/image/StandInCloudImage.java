package octavia.app.image;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import octavia.image.build.Program;

/**
 * An image of Debian bookworm in the layout of its cloud images, for want of a real one: a GUID
 * partition table, the root as partition 1 and the last on the disk, a partition for GRUB by BIOS
 * and one for EFI; cloud-init; the network by netplan. It boots by BIOS.
 */
final class StandInCloudImage {
  private static final String SCRIPT =
      """
      set -eu
      mmdebstrap --mode=root --variant=minbase --skip=check/empty \\
        --aptopt='Acquire::Languages "none"' --include="$PACKAGES" bookworm tree
      printf '%s\\n' 'LABEL=root / ext4 rw,discard,errors=remount-ro,x-systemd.growfs 0 1' \\
        'LABEL=EFI /boot/efi vfat nofail,x-systemd.device-timeout=1 0 0' >tree/etc/fstab
      mkdir -p tree/etc/netplan tree/boot/efi tree/boot/grub/i386-pc
      echo 'network: {version: 2, ethernets: {all: {match: {name: "e*"}, dhcp4: true}}}' \\
        >tree/etc/netplan/90-default.yaml
      echo 'GRUB_CMDLINE_LINUX="console=tty0 console=ttyS0,115200"' >>tree/etc/default/grub
      ln -sf /run/systemd/resolve/stub-resolv.conf tree/etc/resolv.conf
      rm -f tree/var/cache/apt/archives/*.deb

      chroot tree grub-mkimage -O i386-pc -p '(hd0,gpt1)/boot/grub' -o /core.img biosdisk part_gpt \\
        ext2 normal
      cp tree/usr/lib/grub/i386-pc/*.mod tree/usr/lib/grub/i386-pc/*.lst tree/boot/grub/i386-pc/
      cp tree/usr/lib/grub/i386-pc/boot.img .
      mv tree/core.img .

      truncate -s 1536M disk.raw
      sfdisk -q disk.raw <<END
      label: gpt
      14 : start=2048, size=6144, type=21686148-6449-6E6F-744E-656564454649
      15 : start=8192, size=204800, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B
      1 : start=212992, type=4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709
      END
      kilobytes=$(($(partx -g -o SECTORS -n 1 disk.raw) / 2))
      mke2fs -q -t ext4 -L root -E offset=$((212992 * 512)) -d tree disk.raw ${kilobytes}k

      # GRUB's first sector says where the second is, and that one where the rest is.
      patch() { printf "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none; }
      patch boot.img 92 '\\000\\010\\000\\000\\000\\000\\000\\000'
      patch boot.img 102 '\\220\\220'
      patch core.img 500 '\\001\\010\\000\\000\\000\\000\\000\\000'
      dd if=boot.img of=disk.raw bs=440 count=1 conv=notrunc status=none
      dd if=core.img of=disk.raw bs=512 seek=2048 conv=notrunc status=none
      qemu-img convert -f raw -O qcow2 disk.raw cloud.qcow2
      rm -r tree disk.raw
      """;

  private static final List<String> PACKAGES =
      List.of(
          "systemd-sysv",
          "udev",
          "cloud-init",
          "linux-image-cloud-amd64",
          "grub-pc",
          "initramfs-tools",
          "netplan.io",
          "openssh-server",
          "fdisk",
          "e2fsprogs");

  private StandInCloudImage() {}

  /** Makes it, in a directory. */
  static Path make(Path directory) throws InterruptedException {
    new Program(_ -> {})
        .run(directory, Program.confined(SCRIPT), Map.of("PACKAGES", String.join(",", PACKAGES)));
    return directory.resolve("cloud.qcow2");
  }
}
