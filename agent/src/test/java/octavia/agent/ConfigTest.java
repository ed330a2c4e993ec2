package octavia.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import octavia.amphora.api.AgentException;
import octavia.amphora.api.AgentException.Kind;
import octavia.amphora.conf.AgentConf;
import octavia.amphora.heartbeat.Heartbeat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The agent is given a configuration of its own over mutual TLS, while it runs. */
@Timeout(60)
final class ConfigTest extends InLab {
  private static final String OTHER_KEY = "another key";

  @Test
  void heartbeatsGoWhereTheNewConfigurationSaysAlsoAfterARestart() throws Exception {
    try (Amphora amphora = new Amphora(lab, certificates, state);
        DatagramSocket other =
            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      String boot = amphora.heartbeat(_ -> true).bootId().orElseThrow();
      String text =
          with(
                  amphora.conf(),
                  List.of("127.0.0.1:" + other.getLocalPort()),
                  Duration.ofMillis(600),
                  OTHER_KEY)
              .render();

      assertThat(amphora.client().updateConfig(text)).isEmpty();
      assertThat(amphora.client().updateConfig(text)).isEmpty();

      Heartbeat moved = Amphora.heartbeat(other, OTHER_KEY, _ -> true);
      assertThat(moved.amphoraId()).isEqualTo(Amphora.ID);
      assertThat(moved.bootId()).contains(boot);
      assertThat(amphora.file()).hasContent(text);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(amphora.file())))
          .isEqualTo("rw-------");

      amphora.restartAgent();
      assertThat(Amphora.heartbeat(other, OTHER_KEY, beat -> !beat.bootId().equals(moved.bootId())))
          .isNotNull();
    }
  }

  @Test
  void anAgentThatHadNobodyToTellBeginsWhenItHas() throws Exception {
    try (Amphora amphora = new Amphora(lab, certificates, state)) {
      AgentConf conf = amphora.conf();
      amphora.client().updateConfig(with(conf, List.of(), conf.heartbeatInterval(), "k").render());
      amphora.restartAgent();

      amphora.client().updateConfig(conf.render());

      assertThat(amphora.heartbeat(beat -> beat.sequence() == 0)).isNotNull();
    }
  }

  @Test
  void whatARunningAgentCannotTakeIsSaid() throws Exception {
    try (Amphora amphora = new Amphora(lab, certificates, state)) {
      String text = amphora.conf().withHaproxy("/opt/haproxy").render();

      assertThat(amphora.client().updateConfig(text))
          .isEqualTo("these count at the agent's next start: haproxy_cmd");
      assertThat(amphora.file()).hasContent(text);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          amphora_id = a0 | amphora_id = b0 | amphora_id is another amphora's
          heartbeat_key = | heartbeat_kee = | heartbeat_key is missing
          heartbeat_interval = 2 | heartbeat_interval = soon | is not a number of seconds
          controller_ip_port_list = 127.0.0.1 | controller_ip_port_list = here | not address:port
          [health_manager] | [health_manager | a section is written [name]
          bind_port = 0 | bind_port = 65536 | bind_port
          """)
  void whatItCouldNotStartWithIsRefusedAndTheLastOneStays(String from, String to, String reason)
      throws Exception {
    try (Amphora amphora = new Amphora(lab, certificates, state)) {
      String good = amphora.conf().render();
      assertThat(good).contains(from);

      assertThatThrownBy(() -> amphora.client().updateConfig(good.replace(from, to)))
          .isInstanceOfSatisfying(
              AgentException.class,
              e -> {
                assertThat(e.kind()).isEqualTo(Kind.FAILED);
                assertThat(e).hasMessageContaining("Unable to update amphora-agent configuration.");
                assertThat(e.details()).contains(reason);
              });

      assertThat(amphora.file()).hasContent(good);
      long told = amphora.heartbeat(_ -> true).sequence();
      assertThat(amphora.heartbeat(beat -> beat.sequence() > told)).isNotNull();
    }
  }

  private static AgentConf with(
      AgentConf conf, List<String> controllers, Duration interval, String key) {
    return new AgentConf(
        conf.amphoraId(),
        conf.basePath(),
        conf.bindHost(),
        conf.bindPort(),
        conf.haproxyCommand(),
        conf.agentServerCa(),
        conf.agentServerCert(),
        controllers,
        interval,
        key,
        conf.networkNamespace(),
        conf.logDirectory());
  }
}
