#!/usr/bin/env bash
# Boots a kernel in QEMU over this machine's files, runs one command in it and returns that command's status.
#
#   scripts/guest/boot.sh -k KERNEL -o OUT [-m MIB] [-t SECONDS] [-x "kernel arguments"] COMMAND
#
# KERNEL: a linux-image package, unpacked (boot/vmlinuz*, lib/modules). OUT is /out in the guest; afterwards it has stdout, status, dmesg, console.
set -u
kernel= out= mib=2048 seconds=600 arguments=
while getopts k:o:m:t:x: option; do
  case $option in
    k) kernel=$OPTARG ;;
    o) out=$OPTARG ;;
    m) mib=$OPTARG ;;
    t) seconds=$OPTARG ;;
    x) arguments=$OPTARG ;;
    *) exit 2 ;;
  esac
done
shift $((OPTIND - 1))
[[ -n $kernel && -n $out && $# -gt 0 ]] || { sed -n 2,6p "$0" >&2; exit 2; }
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
mkdir -p "$out"
rm -f "$out"/{stdout,status,dmesg,console,qemu}
printf '%s\n' "$*" >"$out/command"

# Puts a module and those it depends on into the initramfs, in the order of loading. The package has no modules.dep: depmod runs at installation.
add_module() {
  local name=$1 file needed
  [[ -e $stage/modules/$name.ko ]] && return 0
  file=$(find "$kernel/lib/modules" -name "$name.ko*" | head -1)
  case $file in
    *.xz) xz -dc "$file" >"$stage/modules/$name.ko" ;;
    *.ko) cp "$file" "$stage/modules/" ;;
    *) return 0 ;; # built in
  esac
  for needed in $(grep -aoP '(?<=\x00)depends=\K[^\x00]*' "$stage/modules/$name.ko" | tr , ' '); do
    add_module "$needed"
  done
  echo "$name" >>"$stage/modules/order"
}

# The first user space: busybox, the modules that reach this machine's files, and init.
if [[ ! -s $kernel/initramfs || $here/init -nt $kernel/initramfs || $here/boot.sh -nt $kernel/initramfs ]]; then
  stage=$(mktemp -d)
  mkdir -p "$stage"/{bin,modules,proc,sys,dev,host,layer,root}
  cp "$(type -P busybox)" "$stage/bin/busybox"
  cp "$here/init" "$stage/init"
  for module in virtio_pci 9pnet_virtio 9p overlay; do
    add_module "$module"
  done
  (cd "$stage" && find . | cpio -o -H newc --quiet | gzip -1) >"$kernel/initramfs"
  rm -rf "$stage"
fi

# One thread for both CPUs: with one each, a CPU may run kernel code as it was before the other patched it (static keys, when a perf event
# begins), and the guest dies of a breakpoint that is no longer there.
# qemu64 runs a JVM about twice as fast as max: fewer vector instructions to emulate. Without KVM no ACPI is needed, and rebooting ends QEMU.
timeout "$seconds" qemu-system-x86_64 -M pc -accel tcg,thread=single,tb-size=512 -cpu qemu64 -m "$mib" -smp 2 -display none -nodefaults -no-reboot \
  -serial "file:$out/console" -monitor none -kernel "$(ls "$kernel"/boot/vmlinuz* | head -1)" -initrd "$kernel/initramfs" \
  -append "console=ttyS0 quiet panic=-1 $arguments" \
  -fsdev local,id=host,path=/,security_model=none,readonly=on,multidevs=remap -device virtio-9p-pci,fsdev=host,mount_tag=host \
  -fsdev local,id=out,path="$out",security_model=none -device virtio-9p-pci,fsdev=out,mount_tag=out </dev/null >"$out/qemu" 2>&1
ended=$?
cat "$out/stdout" 2>/dev/null
if [[ ! -s $out/status ]]; then
  echo "guest: no status came back from $kernel (QEMU ended with $ended; 124 is after $seconds s); the last lines of $out/console:" >&2
  cat "$out/qemu" >&2
  tail -n 5 "$out/console" >&2
  exit 125
fi
exit "$(cat "$out/status")"
