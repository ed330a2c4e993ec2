package octavia.amphora.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AgentConfTest {

  @Test
  void writesUpstreamsSectionsAndNames() {
    AgentConf conf =
        AgentConf.of(
            "a0000000-0000-4000-8000-000000000001",
            "192.0.2.5",
            List.of("192.0.2.1:5555", "[2001:db8::1]:5555"),
            Duration.ofMillis(2_500),
            "secret");

    assertThat(conf.render())
        .isEqualTo(
            """
            [haproxy_amphora]
            base_path = /var/lib/octavia
            bind_host = 192.0.2.5
            bind_port = 9443
            haproxy_cmd = /usr/sbin/haproxy

            [health_manager]
            controller_ip_port_list = 192.0.2.1:5555,[2001:db8::1]:5555
            heartbeat_interval = 2.5
            heartbeat_key = secret

            [amphora_agent]
            amphora_id = a0000000-0000-4000-8000-000000000001
            agent_server_ca = /etc/octavia/certs/client_ca.pem
            agent_server_cert = /etc/octavia/certs/server.pem
            network_namespace = /run/netns/amphora-haproxy
            """);
    assertThat(conf.toString()).doesNotContain("secret");
  }

  @Test
  void refusesAValueThatWouldBeAnotherOption() {
    AgentConf conf =
        AgentConf.of("a", "::1", List.of(), Duration.ofSeconds(10), "key\nbind_host = ::");

    assertThatThrownBy(conf::render)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a control character in heartbeat_key");
  }
}
