package octavia.api.policy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Sets of rules that may be chosen by name instead of copied into a policy file. They equal the
 * alternatives that upstream hands out as files.
 */
public enum RuleSet {
  /** The defaults: Keystone's roles admin, member, reader. */
  DEFAULT,

  /** Whoever is in the project may do everything in it, admins everything. */
  ADMIN_OR_OWNER,

  /** Keystone's roles, written out; members alone change what their project has. */
  KEYSTONE_DEFAULT_ROLES,

  /** Keystone's roles, where admins are those of the system, by the scope of their token. */
  KEYSTONE_DEFAULT_ROLES_SCOPED,

  /**
   * Octavia's own roles load-balancer_observer, _global_observer, _member, _quota_admin, _admin.
   */
  ADVANCED_RBAC;

  /** Name to rule, of those that differ from the defaults. */
  Map<String, String> rules() {
    return switch (this) {
      case DEFAULT -> Map.of();
      case ADMIN_OR_OWNER -> adminOrOwner();
      case KEYSTONE_DEFAULT_ROLES -> keystone("role:admin", "role:admin");
      case KEYSTONE_DEFAULT_ROLES_SCOPED ->
          keystone("role:admin and system_scope:all", "role:reader and system_scope:all");
      case ADVANCED_RBAC -> advanced();
    };
  }

  /** As the configuration writes it. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All names, as the configuration writes them. */
  static List<String> names() {
    return Arrays.stream(values()).map(RuleSet::text).toList();
  }

  private static Map<String, String> adminOrOwner() {
    return Map.of(
        "context_is_admin", "role:admin or role:load-balancer_admin",
        "admin_or_owner", "is_admin:True or project_id:%(project_id)s",
        "load-balancer:read", "rule:admin_or_owner",
        "load-balancer:read-global", "is_admin:True",
        "load-balancer:write", "rule:admin_or_owner",
        "load-balancer:read-quota", "rule:admin_or_owner",
        "load-balancer:read-quota-global", "is_admin:True",
        "load-balancer:write-quota", "is_admin:True");
  }

  private static Map<String, String> keystone(String systemAdmin, String systemReader) {
    Map<String, String> rules = new LinkedHashMap<>();
    rules.put("system_admin", systemAdmin);
    rules.put("system_reader", systemReader);
    rules.put("project_reader", "role:reader and project_id:%(project_id)s");
    rules.put("project_member", "role:member and project_id:%(project_id)s");
    rules.put("context_is_admin", systemAdmin);
    rules.put(
        "load-balancer:admin", "is_admin:True or rule:system_admin or role:load-balancer_admin");
    String read = "is_admin:True or rule:system_reader or rule:project_reader";
    rules.put("load-balancer:read", read);
    rules.put("load-balancer:read-global", "is_admin:True or rule:system_reader");
    rules.put("load-balancer:write", "is_admin:True or rule:project_member");
    rules.put("load-balancer:read-quota", read);
    rules.put("load-balancer:read-quota-global", "is_admin:True or rule:system_reader");
    rules.put("load-balancer:write-quota", "is_admin:True");
    return Map.copyOf(rules);
  }

  private static Map<String, String> advanced() {
    Map<String, String> rules = new LinkedHashMap<>(DefaultRules.FORMER);
    rules.remove("load-balancer:quota-admin");
    rules.put("load-balancer:owner", "project_id:%(project_id)s");
    rules.putAll(DefaultRules.access("role:load-balancer_quota_admin"));
    return Map.copyOf(rules);
  }
}
