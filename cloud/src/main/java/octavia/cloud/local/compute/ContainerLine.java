package octavia.cloud.local.compute;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How podman is told to run an amphora's container. Pure.
 *
 * <p>The container has a user namespace: its root is nobody on the host, and what it may is
 * confined to namespaces of its own. Processes may:
 *
 * <ul>
 *   <li>NET_ADMIN: interfaces, addresses, routes, nftables and settings of the amphora's network
 *   <li>SYS_ADMIN: make and enter HAProxy's network namespace
 *   <li>NET_RAW: VRRP, and health monitors that ping
 *   <li>NET_BIND_SERVICE: ports below 1024
 *   <li>SETUID, SETGID, SYS_CHROOT: HAProxy gives its rights up
 *   <li>CHOWN, FOWNER, DAC_OVERRIDE, KILL: files and processes that belong to HAProxy by then
 * </ul>
 *
 * @param name the container's
 * @param limits the text of {@code /proc/self/limits}
 */
record ContainerLine(
    String amphoraId,
    String name,
    String image,
    Home home,
    ContainerSettings container,
    String limits) {
  /**
   * The user of the host that is root in all amphorae; 65536 follow. The last ones of those that
   * systemd leaves to container managers, far above what subuid(5) gives to people.
   */
  static final int FIRST_USER = 0x6FFF_0000;

  private static final String RIGHTS =
      "NET_ADMIN,SYS_ADMIN,NET_RAW,NET_BIND_SERVICE,SETUID,SETGID,SYS_CHROOT,CHOWN,FOWNER,"
          + "DAC_OVERRIDE,KILL";

  /** A tree of processes has some dozens; a loop that forks shall end before the host does. */
  private static final long MOST_PROCESSES = 4096;

  /** Podman's own command, without the program and what says where its storage is. */
  List<String> words() {
    String users = "0:" + FIRST_USER + ":65536";
    List<String> words = new ArrayList<>();
    words.addAll(List.of("run", "--detach", "--pull=never", "--name=" + name));
    words.addAll(List.of("--hostname=amphora-" + amphoraId, "--network=none"));
    words.addAll(List.of("--uidmap=" + users, "--gidmap=" + users));
    words.addAll(List.of("--cap-drop=all", "--cap-add=" + RIGHTS));
    // In a user namespace only settings of the amphora's own network can be written there.
    words.add("--security-opt=unmask=/proc/sys");
    // Profiles for containers forbid to mount, and so to name a network namespace, or to read what
    // is not labelled for them.
    words.addAll(List.of("--security-opt=apparmor=unconfined", "--security-opt=label=disable"));
    words.add("--memory=" + container.memory() + "m");
    words.add("--cpus=" + container.processors());
    words.add("--pids-limit=" + MOST_PROCESSES);
    // What podman would choose is more than a host may allow.
    words.add("--ulimit=nofile=" + limit("Max open files", Long.MAX_VALUE));
    words.add("--ulimit=nproc=" + limit("Max processes", MOST_PROCESSES));
    // Podman's own shared memory stays mounted, now and then, when a container is killed.
    words.add("--ipc=none");
    words.add("--tmpfs=/dev/shm:rw,nosuid,nodev,noexec,size=16m,mode=1777");
    words.add("--tmpfs=/run:rw,nosuid,nodev,size=16m,mode=0755");
    words.add("--tmpfs=/tmp:rw,nosuid,nodev,size=64m,mode=1777");
    // Certificates of tenants are in memory only, as in a virtual machine.
    words.add("--tmpfs=/var/lib/octavia/certs:rw,nosuid,nodev,noexec,size=64m,mode=0700");
    words.add(mount(home.configuration(), "/etc/octavia", "U=true")); // becomes its root's
    words.add(mount(home.init(), home.init().toString(), "ro=true"));
    words.addAll(List.of("--log-driver=k8s-file", "--log-opt=path=" + home.resolve("agent.log")));
    words.add("--log-opt=max-size=2m");
    words.addAll(List.of(image, "sh", home.init().toString()));
    words.addAll(List.of("amphora-agent", "--config-file", "/etc/octavia/amphora-agent.conf"));
    return words;
  }

  private static String mount(Path source, String target, String how) {
    return "--mount=type=bind," + field("src=" + source) + "," + field("dst=" + target) + "," + how;
  }

  /** In a line of CSV. */
  private static String field(String text) {
    return text.matches("[^\",]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  /** Soft and hard limit: the host's, at most {@code most}. */
  private String limit(String what, long most) {
    Matcher line = Pattern.compile(Pattern.quote(what) + " +\\S+ +(\\d+) .*").matcher(limits);
    long allowed = line.find() ? Math.min(Long.parseLong(line.group(1)), most) : most;
    String each = allowed == Long.MAX_VALUE ? "-1" : Long.toString(allowed);
    return each + ":" + each;
  }
}
