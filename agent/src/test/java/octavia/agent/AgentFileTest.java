package octavia.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import octavia.amphora.conf.AgentConf;
import octavia.config.ConfigException;
import octavia.config.IniFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AgentFileTest {

  @ParameterizedTest
  @ValueSource(strings = {"secret", "se=cr:et #1", "'quoted'", "\"quoted\"", "'half", " spaced "})
  void readsWhatControllersWrite(String key) {
    AgentConf conf =
        AgentConf.of(
            "a0000000-0000-4000-8000-000000000001",
            "192.0.2.5",
            List.of("192.0.2.1:5555", "[2001:db8::1]:5555"),
            Duration.ofMillis(2_500),
            key);

    assertThat(AgentFile.read(IniFile.parse("agent.conf", conf.render()))).isEqualTo(conf);
  }

  @Test
  void readsUpstreamsFile() {
    AgentConf conf =
        AgentFile.read(
            IniFile.parse(
                "amphora-agent.conf",
                """
                [DEFAULT]
                debug = False
                [haproxy_amphora]
                base_cert_dir = /var/lib/octavia/certs
                base_path = /var/lib/octavia
                bind_host = ::
                bind_port = 9443
                haproxy_cmd = /usr/sbin/haproxy
                [health_manager]
                controller_ip_port_list = 192.0.2.1:5555
                heartbeat_interval = 10
                heartbeat_key = insecure
                [amphora_agent]
                agent_server_ca = /etc/octavia/certs/client_ca.pem
                agent_server_cert = /etc/octavia/certs/server.pem
                amphora_id = a
                amphora_udp_driver = keepalived_lvs
                [controller_worker]
                loadbalancer_topology = SINGLE
                """));

    assertThat(conf)
        .isEqualTo(
            AgentConf.of("a", "::", List.of("192.0.2.1:5555"), Duration.ofSeconds(10), "insecure"));
  }

  @Test
  void saysEverythingThatIsMissing() {
    assertThatThrownBy(() -> AgentFile.read(IniFile.empty()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "[amphora_agent] amphora_id is missing\n[health_manager] heartbeat_key is missing");
  }
}
