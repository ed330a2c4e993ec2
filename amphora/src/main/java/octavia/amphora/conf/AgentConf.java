package octavia.amphora.conf;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an agent has to know, and the text of {@code amphora-agent.conf} that says it, with
 * upstream's sections and names, so that upstream's agent understands it too. {@link #render}
 * writes the file on the controller; the agent reads it by the same {@link Option}s.
 *
 * @param basePath where the agent keeps load balancers, certificates and its own records
 * @param bindHost the only address that the agent listens on
 * @param agentServerCa file of the authority that signs controllers' certificates
 * @param agentServerCert file of the agent's own certificate and key
 * @param controllers {@code address:port} of each health manager, an IPv6 address in brackets
 * @param heartbeatInterval between heartbeats, more than zero
 * @param heartbeatKey signs heartbeats; secret
 * @param networkNamespace path of the namespace that HAProxy and the VIP live in; empty for the
 *     agent's own, which is then not changed
 * @param logDirectory where the agent logs; {@code log} under the base path if empty
 */
public record AgentConf(
    String amphoraId,
    String basePath,
    String bindHost,
    int bindPort,
    String haproxyCommand,
    String agentServerCa,
    String agentServerCert,
    List<String> controllers,
    Duration heartbeatInterval,
    String heartbeatKey,
    String networkNamespace,
    Optional<String> logDirectory) {

  /** Where the file lies in an amphora. */
  public static final String FILE = "/etc/octavia/amphora-agent.conf";

  public AgentConf {
    controllers = List.copyOf(controllers);
    if (bindPort < 0 || bindPort > 65_535) {
      throw new IllegalArgumentException("no port: " + bindPort);
    }
    if (heartbeatInterval.isNegative() || heartbeatInterval.isZero()) {
      throw new IllegalArgumentException("no heartbeat interval: " + heartbeatInterval);
    }
  }

  /** A configuration with upstream's paths and port. */
  public static AgentConf of(
      String amphoraId,
      String bindHost,
      List<String> controllers,
      Duration heartbeatInterval,
      String heartbeatKey) {
    return new AgentConf(
        amphoraId,
        Option.BASE_PATH.defaultValue(),
        bindHost,
        Integer.parseInt(Option.BIND_PORT.defaultValue()),
        Option.HAPROXY_CMD.defaultValue(),
        Option.AGENT_SERVER_CA.defaultValue(),
        Option.AGENT_SERVER_CERT.defaultValue(),
        controllers,
        heartbeatInterval,
        heartbeatKey,
        Option.NETWORK_NAMESPACE.defaultValue(),
        Optional.empty());
  }

  /** The same with another HAProxy. */
  public AgentConf withHaproxy(String command) {
    return new AgentConf(
        amphoraId,
        basePath,
        bindHost,
        bindPort,
        command,
        agentServerCa,
        agentServerCert,
        controllers,
        heartbeatInterval,
        heartbeatKey,
        networkNamespace,
        logDirectory);
  }

  /**
   * The file's text.
   *
   * @throws IllegalArgumentException if a value holds a line break, which would be read as another
   *     option
   */
  public String render() {
    Map<String, StringBuilder> sections = new LinkedHashMap<>();
    for (Option option : Option.values()) {
      String value = valueOf(option);
      if (value.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException("a control character in " + option.optionName());
      }
      if (value.isEmpty() && option.defaultValue().isEmpty()) {
        continue;
      }
      sections
          .computeIfAbsent(option.section(), _ -> new StringBuilder())
          .append(option.optionName())
          .append(" = ")
          .append(written(value))
          .append('\n');
    }
    StringBuilder text = new StringBuilder();
    sections.forEach((name, options) ->
        text.append(text.isEmpty() ? "" : "\n")
            .append('[')
            .append(name)
            .append("]\n")
            .append(options));
    return text.toString();
  }

  /** The options that {@code other} says otherwise. */
  public Set<Option> differences(AgentConf other) {
    Set<Option> differing = EnumSet.noneOf(Option.class);
    for (Option option : Option.values()) {
      if (!valueOf(option).equals(other.valueOf(option))) {
        differing.add(option);
      }
    }
    return differing;
  }

  @Override
  public String toString() {
    return "AgentConf[" + amphoraId + "]"; // the heartbeat key is not for logs
  }

  /** In quotes where readers would take quotes or white space away. */
  private static String written(String value) {
    boolean bare = value.equals(value.strip()) && !value.startsWith("\"") && !value.startsWith("'");
    return bare ? value : '"' + value + '"';
  }

  private String valueOf(Option option) {
    return switch (option) {
      case LOG_DIR -> logDirectory.orElse("");
      case BASE_PATH -> basePath;
      case BIND_HOST -> bindHost;
      case BIND_PORT -> Integer.toString(bindPort);
      case HAPROXY_CMD -> haproxyCommand;
      case CONTROLLERS -> String.join(",", controllers);
      case HEARTBEAT_INTERVAL ->
          BigDecimal.valueOf(heartbeatInterval.toMillis(), 3).stripTrailingZeros().toPlainString();
      case HEARTBEAT_KEY -> heartbeatKey;
      case AMPHORA_ID -> amphoraId;
      case AGENT_SERVER_CA -> agentServerCa;
      case AGENT_SERVER_CERT -> agentServerCert;
      case NETWORK_NAMESPACE -> networkNamespace;
    };
  }

  /** The one list of the file's options: section, name, default and meaning. */
  public enum Option {
    LOG_DIR("DEFAULT", "log_dir", "", "where the agent logs; base_path/log if empty"),
    BASE_PATH(
        "haproxy_amphora", "base_path", "/var/lib/octavia", "where the agent keeps its files"),
    BIND_HOST("haproxy_amphora", "bind_host", "::", "the address that the agent listens on"),
    BIND_PORT("haproxy_amphora", "bind_port", "9443", "the port that the agent listens on"),
    HAPROXY_CMD("haproxy_amphora", "haproxy_cmd", "/usr/sbin/haproxy", "HAProxy's program"),
    CONTROLLERS(
        "health_manager",
        "controller_ip_port_list",
        "",
        "address:port of every health manager that takes heartbeats"),
    HEARTBEAT_INTERVAL("health_manager", "heartbeat_interval", "10", "time between heartbeats"),
    HEARTBEAT_KEY("health_manager", "heartbeat_key", "", "the secret that signs heartbeats"),
    AMPHORA_ID("amphora_agent", "amphora_id", "", "the amphora's own id"),
    AGENT_SERVER_CA(
        "amphora_agent",
        "agent_server_ca",
        "/etc/octavia/certs/client_ca.pem",
        "authority of the controllers' certificates"),
    AGENT_SERVER_CERT(
        "amphora_agent",
        "agent_server_cert",
        "/etc/octavia/certs/server.pem",
        "the agent's certificate and key"),
    NETWORK_NAMESPACE(
        "amphora_agent",
        "network_namespace",
        "/run/netns/amphora-haproxy",
        "path of the network namespace of HAProxy and the VIP");

    private final String section;
    private final String optionName;
    private final String defaultValue;
    private final String meaning;

    Option(String section, String optionName, String defaultValue, String meaning) {
      this.section = section;
      this.optionName = optionName;
      this.defaultValue = defaultValue;
      this.meaning = meaning;
    }

    public String section() {
      return section;
    }

    public String optionName() {
      return optionName;
    }

    public String defaultValue() {
      return defaultValue;
    }

    public String meaning() {
      return meaning;
    }

    /** True if an agent that runs takes another value; the others count at its next start. */
    public boolean isMutable() {
      return switch (this) {
        case CONTROLLERS, HEARTBEAT_INTERVAL, HEARTBEAT_KEY -> true;
        case LOG_DIR,
            BASE_PATH,
            BIND_HOST,
            BIND_PORT,
            HAPROXY_CMD,
            AMPHORA_ID,
            AGENT_SERVER_CA,
            AGENT_SERVER_CERT,
            NETWORK_NAMESPACE ->
            false;
      };
    }
  }
}
