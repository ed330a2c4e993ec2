export DIB_BOOTLOADER_DEFAULT_CMDLINE="${DIB_BOOTLOADER_DEFAULT_CMDLINE:-nofb nomodeset gfxpayload=text} ${OCTAVIA_KERNEL_ARGUMENTS:-}"

# Where Debian's security updates are has changed since diskimage-builder 3.13. A mirror of one's own
# need not have them.
case " $IMAGE_ELEMENT " in
  *' debian-minimal '*)
    if [ -z "${DIB_APT_SOURCES_CONF:-}" ]; then
      if [ -n "${DIB_DISTRIBUTION_MIRROR:-}" ]; then
        DIB_APT_SOURCES_CONF="default:deb $DIB_DISTRIBUTION_MIRROR $DIB_RELEASE main"
      else
        DIB_APT_SOURCES_CONF="default:deb http://deb.debian.org/debian $DIB_RELEASE main
updates:deb http://deb.debian.org/debian $DIB_RELEASE-updates main
security:deb http://deb.debian.org/debian-security $DIB_RELEASE-security main"
      fi
      export DIB_APT_SOURCES_CONF
    fi ;;
esac
