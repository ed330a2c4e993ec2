package octavia.api.settings;

import octavia.config.Options;

/** How many objects a project may have that has no limits of its own; -1 for any number. */
public record QuotaSettings(
    int loadBalancer,
    int listener,
    int pool,
    int member,
    int healthMonitor,
    int l7Policy,
    int l7Rule) {

  static QuotaSettings from(Options options) {
    Options.Section quotas = options.section("quotas");
    return new QuotaSettings(
        limit(quotas, "load_balancer"),
        limit(quotas, "listener"),
        limit(quotas, "pool"),
        limit(quotas, "member"),
        limit(quotas, "health_monitor"),
        limit(quotas, "l7policy"),
        limit(quotas, "l7rule"));
  }

  private static int limit(Options.Section quotas, String resource) {
    return quotas.number(
        "default_" + resource + "_quota",
        -1,
        -1,
        2_000_000_000,
        "objects of this kind in a project; -1 for any number");
  }
}
