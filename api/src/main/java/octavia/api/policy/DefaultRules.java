package octavia.api.policy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Upstream's rules as they are where no policy file says otherwise. */
final class DefaultRules {
  private static final String API = "os_load-balancer_api:";
  private static final String ADMIN = "rule:load-balancer:admin";
  private static final String READ = "rule:load-balancer:read";
  private static final String READ_GLOBAL = "rule:load-balancer:read-global";
  private static final String WRITE = "rule:load-balancer:write";

  /** Services such as Aodh's look whether members are well. */
  private static final String READ_OR_SERVICE = READ + " or rule:service";

  /** Whose objects have an owner; all others belong to no project. */
  static final Set<String> OWNED =
      Set.of(
          "loadbalancer",
          "listener",
          "pool",
          "member",
          "healthmonitor",
          "l7policy",
          "l7rule",
          "quota");

  /** Name to rule. */
  static final Map<String, String> RULES = rules();

  /**
   * What some of them were before the default roles of Keystone; they count beside the rules above
   * while {@code enforce_new_defaults} is false.
   */
  static final Map<String, String> FORMER =
      Map.of(
          "context_is_admin", "role:admin or role:load-balancer_admin",
          "load-balancer:admin", "is_admin:True or role:admin or role:load-balancer_admin",
          "load-balancer:global_observer", "role:load-balancer_global_observer",
          "load-balancer:member_and_owner",
              "role:load-balancer_member and rule:load-balancer:owner",
          "load-balancer:observer_and_owner",
              "role:load-balancer_observer and rule:load-balancer:owner",
          "load-balancer:quota-admin", "role:load-balancer_quota_admin");

  private DefaultRules() {}

  private static Map<String, String> rules() {
    Map<String, String> rules = new LinkedHashMap<>();
    rules.put("load-balancer:owner", "project_id:%(project_id)s");
    rules.put("project-member", "role:member and project_id:%(project_id)s");
    rules.put("project-reader", "role:reader and project_id:%(project_id)s");
    rules.put("context_is_admin", "role:admin");
    rules.put("load-balancer:admin", "is_admin:True or role:admin");
    rules.put("service", "role:service");
    rules.put("load-balancer:global_observer", "role:admin");
    rules.put("load-balancer:member_and_owner", "rule:project-member");
    rules.put("load-balancer:observer_and_owner", "rule:project-reader");
    rules.put("load-balancer:quota-admin", "role:admin");
    rules.putAll(access("rule:load-balancer:quota-admin"));
    calls(rules);
    return Map.copyOf(rules);
  }

  /**
   * The rules that the calls refer to, made of those that say who is who.
   *
   * @param quotaAdmin who may change quotas
   */
  static Map<String, String> access(String quotaAdmin) {
    String observer = "rule:load-balancer:observer_and_owner";
    String globalObserver = "rule:load-balancer:global_observer";
    String member = "rule:load-balancer:member_and_owner";
    return Map.of(
        "load-balancer:read", any(observer, globalObserver, member, ADMIN),
        "load-balancer:read-global", any(globalObserver, ADMIN),
        "load-balancer:write", any(member, ADMIN),
        "load-balancer:read-quota", any(observer, globalObserver, member, quotaAdmin, ADMIN),
        "load-balancer:read-quota-global", any(globalObserver, quotaAdmin, ADMIN),
        "load-balancer:write-quota", any(quotaAdmin, ADMIN));
  }

  private static String any(String... rules) {
    return String.join(" or ", rules);
  }

  private static void calls(Map<String, String> rules) {
    for (String resource :
        List.of("loadbalancer", "listener", "pool", "healthmonitor", "l7policy")) {
      put(rules, resource, READ, "get_all", "get_one");
      put(rules, resource, READ_GLOBAL, "get_all-global");
      put(rules, resource, WRITE, "post", "put", "delete");
    }
    put(rules, "loadbalancer", WRITE, "post:vip_sg_ids", "put:vip_sg_ids");
    put(rules, "loadbalancer", READ, "get_stats", "get_status");
    put(rules, "loadbalancer", ADMIN, "put_failover");
    put(rules, "listener", READ, "get_stats");
    put(rules, "member", READ_OR_SERVICE, "get_all");
    put(rules, "member", READ, "get_one");
    put(rules, "member", WRITE, "post", "put", "delete");
    put(rules, "l7rule", READ, "get_all", "get_one");
    put(rules, "l7rule", WRITE, "post", "put", "delete");
    put(rules, "quota", "rule:load-balancer:read-quota", "get_all", "get_one", "get_defaults");
    put(rules, "quota", "rule:load-balancer:read-quota-global", "get_all-global");
    put(rules, "quota", "rule:load-balancer:write-quota", "put", "delete");
    put(rules, "provider", READ, "get_all");
    put(rules, "provider-flavor", ADMIN, "get_all");
    put(rules, "provider-availability-zone", ADMIN, "get_all");
    for (String resource : List.of("flavor", "availability-zone")) {
      put(rules, resource, READ, "get_all", "get_one");
      put(rules, resource, ADMIN, "post", "put", "delete");
    }
    for (String resource : List.of("flavor-profile", "availability-zone-profile")) {
      put(rules, resource, ADMIN, "get_all", "get_one", "post", "put", "delete");
    }
    put(
        rules,
        "amphora",
        ADMIN,
        "get_all",
        "get_one",
        "get_stats",
        "put_failover",
        "put_config",
        "delete");
  }

  private static void put(
      Map<String, String> rules, String resource, String rule, String... actions) {
    for (String action : actions) {
      rules.put(API + resource + ":" + action, rule);
    }
  }

  /** True if {@code rule} is about objects of which each should belong to a project. */
  static boolean isOwned(String rule) {
    if (!rule.startsWith(API)) {
      return false;
    }
    int end = rule.indexOf(':', API.length());
    return end > 0 && OWNED.contains(rule.substring(API.length(), end));
  }
}
