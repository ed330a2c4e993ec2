package octavia.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Brings a file of an earlier release up to date: each former option is moved to the name that it
 * has now or taken out with the reason, and said in one warning.
 *
 * @param file with names of today only
 * @param warnings a sentence for each former option
 * @param errors what of them cannot be served
 */
record Former(IniFile file, List<String> warnings, List<String> errors) {
  private static final Pattern RULE =
      Pattern.compile("(?<name>\\S+) (?:-> \\[(?<section>\\S+)] (?<now>\\S+)|: (?<reason>.+))");

  private static final String KEYSTONE = "keystone_authtoken";
  private static final String RABBIT = "oslo_messaging_rabbit";

  /** What has become of an option: it has a name of today, or none and a reason. */
  private record Rule(@Nullable String section, @Nullable String now, @Nullable String reason) {}

  /** Reads {@code file} as if it had been written today. */
  static Former bringUpToDate(IniFile file) {
    Reading reading = new Reading(file);
    reading.composites();
    reading.refusals();
    Table.read("former.txt").forEach(reading::section);
    reading.advice();
    return new Former(reading.now, reading.warnings, reading.errors);
  }

  /** One file on its way; {@code now} is changed as it goes. */
  private static final class Reading {
    private final IniFile now;
    private final List<String> warnings = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();

    Reading(IniFile file) {
      now = file.withUsualNames();
    }

    void section(String section, List<String> lines) {
      Map<String, Rule> rules = new TreeMap<>();
      for (String line : lines) {
        Matcher rule = RULE.matcher(line);
        if (!rule.matches()) {
          throw new IllegalStateException(line);
        }
        rules.put(
            rule.group("name"),
            new Rule(rule.group("section"), rule.group("now"), rule.group("reason")));
      }
      for (String name : List.copyOf(now.section(section).keySet())) {
        Optional.ofNullable(rules.getOrDefault(name, rules.get("*")))
            .ifPresent(rule -> apply(section, name, rule));
      }
    }

    private void apply(String section, String name, Rule rule) {
      List<String> values = now.section(section).getOrDefault(name, List.of());
      now.remove(section, name);
      String option = "[" + section + "] " + name;
      if (rule.section() == null || rule.now() == null) {
        warnings.add(option + " has no effect any more: " + rule.reason());
      } else if (now.has(rule.section(), rule.now())) {
        warnings.add(
            option
                + " is a former name of ["
                + rule.section()
                + "] "
                + rule.now()
                + ", which is set too and counts");
      } else {
        now.set(rule.section(), rule.now(), converted(section, name, values));
        warnings.add(option + " is now called [" + rule.section() + "] " + rule.now());
      }
    }

    /** Neutron's endpoint_type said publicURL, valid_interfaces says public. */
    private static List<String> converted(String section, String name, List<String> values) {
      return section.equals("neutron") && name.equals("endpoint_type")
          ? values.stream().map(value -> value.replaceFirst("URL$", "")).toList()
          : values;
    }

    /** What was said in several options once, and is one URL today. */
    void composites() {
      if (has(KEYSTONE, "auth_host", "auth_port", "auth_protocol")
          && !has(KEYSTONE, "auth_url", "identity_uri")) {
        now.set(
            KEYSTONE,
            "auth_url",
            List.of(
                value(KEYSTONE, "auth_protocol", "https")
                    + "://"
                    + value(KEYSTONE, "auth_host", "127.0.0.1")
                    + ":"
                    + value(KEYSTONE, "auth_port", "35357")
                    + value(KEYSTONE, "auth_admin_prefix", "")));
      }
      if (has(KEYSTONE, "admin_user") && !has(KEYSTONE, "auth_type", "auth_plugin")) {
        now.set(KEYSTONE, "auth_type", List.of("password"));
      }
      String rabbit =
          has(RABBIT, "rabbit_host", "rabbit_hosts", "rabbit_userid") ? RABBIT : "DEFAULT";
      if (has(rabbit, "rabbit_host", "rabbit_hosts", "rabbit_userid")
          && !has("DEFAULT", "transport_url")) {
        now.set("DEFAULT", "transport_url", List.of(transportUrl(rabbit)));
      }
      if (value("oslo_messaging", "topic", "").equals("octavia_prov")) {
        now.remove("oslo_messaging", "topic");
        warnings.add(
            "[oslo_messaging] topic = octavia_prov was the queue of API v1; the default counts");
      }
    }

    private String transportUrl(String section) {
      String login =
          value(section, "rabbit_userid", "guest")
              + ":"
              + value(section, "rabbit_password", "guest")
              + "@";
      String port = value(section, "rabbit_port", "5672");
      String host = value(section, "rabbit_host", "localhost");
      String hosts =
          Arrays.stream(value(section, "rabbit_hosts", host + ":" + port).split(","))
              .map(each -> login + each.strip())
              .reduce((one, next) -> one + "," + next)
              .orElseThrow();
      return "rabbit://"
          + hosts
          + "/"
          + value(section, "rabbit_virtual_host", "/").replaceFirst("^/$", "");
    }

    void refusals() {
      if (isFalse(value("api_settings", "api_v2_enabled", "true"))) {
        errors.add(
            "[api_settings] api_v2_enabled = "
                + value("api_settings", "api_v2_enabled", "")
                + ": API v2 is the one that is served; without it there is nothing to start");
        now.remove("api_settings", "api_v2_enabled");
      }
    }

    /** What works, but not as it should be. */
    void advice() {
      String authority = value("certificates", "ca_certificate", "");
      if (!authority.isEmpty() && authority.equals(value("haproxy_amphora", "server_ca", ""))) {
        String clients = value("controller_worker", "client_ca", authority);
        if (authority.equals(clients)) {
          warnings.add(
              "one CA, "
                  + authority
                  + ", signs for controllers and amphorae, so that an amphora that is broken into"
                  + " can pass for a controller; two are better");
        }
      }
      if (now.has("certificates", "ca_private_key")
          && !now.has("certificates", "ca_private_key_passphrase")) {
        warnings.add("the key in [certificates] ca_private_key has no passphrase");
      }
    }

    private boolean has(String section, String... anyOf) {
      return Arrays.stream(anyOf).anyMatch(name -> now.has(section, name));
    }

    private String value(String section, String name, String otherwise) {
      List<String> values = now.section(section).getOrDefault(name, List.of());
      return values.isEmpty() ? otherwise : values.getLast();
    }

    private static boolean isFalse(String value) {
      return List.of("false", "0", "off", "no").contains(value.toLowerCase(Locale.ROOT));
    }
  }
}
