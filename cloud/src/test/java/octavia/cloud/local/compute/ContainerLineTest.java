package octavia.cloud.local.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ContainerLineTest {
  private static final String ID = "11111111-2222-4333-8444-555555555555";
  private static final String LIMITS =
      """
      Limit                     Soft Limit           Hard Limit           Units
      Max processes             96365                96365                processes
      Max open files            1024                 20000                files
      """;

  private static List<String> words(Path home, String limits) {
    return new ContainerLine(
            ID,
            "octavia-abcdef-" + ID,
            "localhost/octavia-amphora:1",
            new Home(home),
            new ContainerSettings(Optional.of(Path.of("/images/amphora.tar")), 768, 2),
            limits)
        .words();
  }

  @Test
  void aContainerMayWhatAnAmphoraNeedsAndNothingElse() {
    assertThat(words(Path.of("/state/a"), LIMITS))
        .containsExactly(
            "run",
            "--detach",
            "--pull=never",
            "--name=octavia-abcdef-" + ID,
            "--hostname=amphora-" + ID,
            "--network=none",
            "--uidmap=0:1878982656:65536",
            "--gidmap=0:1878982656:65536",
            "--cap-drop=all",
            "--cap-add=NET_ADMIN,SYS_ADMIN,NET_RAW,NET_BIND_SERVICE,SETUID,SETGID,SYS_CHROOT,CHOWN,"
                + "FOWNER,DAC_OVERRIDE,KILL",
            "--security-opt=unmask=/proc/sys",
            "--security-opt=apparmor=unconfined",
            "--security-opt=label=disable",
            "--memory=768m",
            "--cpus=2",
            "--pids-limit=4096",
            "--ulimit=nofile=20000:20000",
            "--ulimit=nproc=4096:4096",
            "--ipc=none",
            "--tmpfs=/dev/shm:rw,nosuid,nodev,noexec,size=16m,mode=1777",
            "--tmpfs=/run:rw,nosuid,nodev,size=16m,mode=0755",
            "--tmpfs=/tmp:rw,nosuid,nodev,size=64m,mode=1777",
            "--tmpfs=/var/lib/octavia/certs:rw,nosuid,nodev,noexec,size=64m,mode=0700",
            "--mount=type=bind,src=/state/a/etc,dst=/etc/octavia,U=true",
            "--mount=type=bind,src=/state/a/init,dst=/state/a/init,ro=true",
            "--log-driver=k8s-file",
            "--log-opt=path=/state/a/agent.log",
            "--log-opt=max-size=2m",
            "localhost/octavia-amphora:1",
            "sh",
            "/state/a/init",
            "amphora-agent",
            "--config-file",
            "/etc/octavia/amphora-agent.conf");
  }

  @Test
  void limitsAreThoseOfTheHostWhereItHasThem() {
    assertThat(
            words(
                Path.of("/state/a"),
                """
                Max processes             100                  unlimited            processes
                Max open files            1024                 1048576              files
                """))
        .contains("--ulimit=nofile=1048576:1048576", "--ulimit=nproc=4096:4096");
    assertThat(
            words(
                Path.of("/state/a"),
                """
                Max processes             100                  2000                 processes
                Max open files            1024                 unlimited            files
                """))
        .contains("--ulimit=nofile=-1:-1", "--ulimit=nproc=2000:2000");
  }

  @Test
  void aPathWithACommaIsOneValue() {
    assertThat(words(Path.of("/state,ro=true"), LIMITS))
        .contains(
            "--mount=type=bind,\"src=/state,ro=true/etc\",dst=/etc/octavia,U=true",
            "--mount=type=bind,\"src=/state,ro=true/init\",\"dst=/state,ro=true/init\",ro=true");
  }
}
