package octavia.store.object;

/** The kinds of objects that the API has. */
public enum Kind {
  LOAD_BALANCER("load_balancer"),
  LISTENER("listener"),
  POOL("pool"),
  MEMBER("member"),
  HEALTH_MONITOR("health_monitor"),
  L7_POLICY("l7policy"),
  L7_RULE("l7rule");

  private final String quotaName;

  Kind(String quotaName) {
    this.quotaName = quotaName;
  }

  /** The kind's column in table {@code quotas}. */
  public String quotaName() {
    return quotaName;
  }
}
