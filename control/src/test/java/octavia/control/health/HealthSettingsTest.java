package octavia.control.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import octavia.config.ConfigException;
import octavia.config.IniFile;
import octavia.config.Options;
import org.junit.jupiter.api.Test;

class HealthSettingsTest {
  private static final HealthSettings DEFAULTS =
      new HealthSettings(
          5555, Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(2));

  @Test
  void theTimeoutThatIsNotSetFollowsALongInterval() {
    assertThat(read("heartbeat_interval = 1").heartbeatTimeout()).hasSeconds(10);
    assertThat(read("heartbeat_interval = 10").heartbeatTimeout()).hasSeconds(50);
  }

  @Test
  void anIntervalThatLeavesNoRoomForOneLateHeartbeatIsRefused() {
    assertThatThrownBy(() -> read("heartbeat_interval = 6\nheartbeat_timeout = 10"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("heartbeat_interval = 6: is more than half of heartbeat_timeout");
    assertThat(read("heartbeat_interval = 5\nheartbeat_timeout = 10").heartbeatInterval())
        .hasSeconds(5);
  }

  @Test
  void aChangedIntervalHasToFitTheTimeoutOfTheStart() {
    HealthSettings started = read("heartbeat_interval = 3");

    assertThat(changed(started, "heartbeat_interval = 7")).hasSeconds(7);
    assertThat(changed(started, "")).as("the default again").hasSeconds(2);
    assertThatThrownBy(() -> changed(started, "heartbeat_interval = 8"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("which is 15.0 seconds");
  }

  private static Duration changed(HealthSettings started, String lines) {
    Options options = options(lines);
    Duration interval = started.changedInterval(options, DEFAULTS);
    options.check();
    return interval;
  }

  private static HealthSettings read(String lines) {
    Options options = options(lines);
    HealthSettings settings = HealthSettings.from(options, DEFAULTS);
    options.check();
    return settings;
  }

  private static Options options(String lines) {
    return new Options(IniFile.parse("octavia.conf", "[health_manager]\n" + lines + "\n"));
  }
}
