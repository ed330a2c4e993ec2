package octavia.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import octavia.amphora.conf.AgentConf;
import octavia.amphora.conf.AgentConf.Option;
import octavia.config.ConfigException;
import octavia.config.IniFile;
import octavia.config.Options;
import octavia.config.Options.Section;

/** Reads {@code amphora-agent.conf}. Options that are not the agent's are left to others. */
public final class AgentFile {
  private AgentFile() {}

  /**
   * The configuration in a file.
   *
   * @throws ConfigException with everything that is wrong in it
   */
  public static AgentConf read(IniFile file) {
    Options options = new Options(file);
    List<String> missing = new ArrayList<>();
    AgentConf conf =
        new AgentConf(
            needed(options, Option.AMPHORA_ID, missing),
            text(options, Option.BASE_PATH),
            text(options, Option.BIND_HOST),
            section(options, Option.BIND_PORT)
                .number(
                    Option.BIND_PORT.optionName(),
                    Integer.parseInt(Option.BIND_PORT.defaultValue()),
                    0,
                    65_535,
                    Option.BIND_PORT.meaning()),
            text(options, Option.HAPROXY_CMD),
            text(options, Option.AGENT_SERVER_CA),
            text(options, Option.AGENT_SERVER_CERT),
            section(options, Option.CONTROLLERS)
                .list(Option.CONTROLLERS.optionName(), List.of(), Option.CONTROLLERS.meaning()),
            interval(options),
            needed(options, Option.HEARTBEAT_KEY, missing),
            text(options, Option.NETWORK_NAMESPACE),
            Optional.of(text(options, Option.LOG_DIR)).filter(value -> !value.isEmpty()));
    options.check();
    if (!missing.isEmpty()) {
      throw new ConfigException(missing);
    }
    return conf;
  }

  private static Duration interval(Options options) {
    Option option = Option.HEARTBEAT_INTERVAL;
    return section(options, option)
        .someSeconds(
            option.optionName(), Double.parseDouble(option.defaultValue()), option.meaning());
  }

  private static String needed(Options options, Option option, List<String> missing) {
    String value = text(options, option);
    if (value.isEmpty()) {
      missing.add("[" + option.section() + "] " + option.optionName() + " is missing");
    }
    return value;
  }

  private static String text(Options options, Option option) {
    return section(options, option)
        .text(option.optionName(), option.defaultValue(), option.meaning());
  }

  private static Section section(Options options, Option option) {
    return options.section(option.section());
  }
}
