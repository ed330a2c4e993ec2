package octavia.api.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import octavia.api.identity.Caller;
import octavia.config.ConfigException;
import octavia.config.IniFile;
import octavia.config.Options;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may do what, under the defaults, under each alternative, and with policy files. */
class RulePolicyTest {
  private static final String API = "os_load-balancer_api:";

  private static final long SECOND = 1_000_000_000;

  @TempDir private Path directory;
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE); // as it may be, and overflow

  private static Caller caller(@Nullable String project, String... roles) {
    return new Caller(project, false, Set.of(roles), "req-1");
  }

  private static Caller ofSystem(String... roles) {
    return new Caller(
        null,
        false,
        Set.of(roles),
        "req-1",
        new Caller.Details(
            "u", "user", "default", null, null, null, "all", true, null, null, Set.of()));
  }

  private static boolean may(RulePolicy policy, Caller caller, String rule) {
    return policy.allows(policy.recognise(caller), API + rule, "own");
  }

  /** What somebody may do with the project "own", of actions that tell all kinds of rules apart. */
  private static Set<String> allowed(RulePolicy policy, Caller caller) {
    Set<String> allowed = new TreeSet<>();
    Map<String, String> actions = new LinkedHashMap<>();
    actions.put("loadbalancer:get_one", "read");
    actions.put("listener:get_all-global", "read-global");
    actions.put("pool:post", "write");
    actions.put("quota:get_one", "read-quota");
    actions.put("quota:get_all-global", "read-quota-global");
    actions.put("quota:put", "write-quota");
    actions.put("amphora:get_all", "admin");
    actions.put("member:get_all", "members");
    actions.forEach((rule, name) -> {
      if (may(policy, caller, rule)) {
        allowed.add(name);
      }
    });
    return allowed;
  }

  private static final String[] READS = {"read", "members", "read-quota"};
  private static final String[] WRITES = {"read", "members", "read-quota", "write"};
  private static final String[] ALL = {
    "read",
    "members",
    "read-quota",
    "write",
    "read-global",
    "read-quota-global",
    "write-quota",
    "admin"
  };

  @Test
  void defaults() {
    RulePolicy policy = RulePolicy.defaults();
    assertThat(allowed(policy, caller("own", "admin"))).containsExactlyInAnyOrder(ALL);
    assertThat(allowed(policy, caller("other", "admin"))).containsExactlyInAnyOrder(ALL);
    assertThat(allowed(policy, caller("own", "member", "reader")))
        .containsExactlyInAnyOrder(WRITES);
    assertThat(allowed(policy, caller("own", "reader"))).containsExactlyInAnyOrder(READS);
    assertThat(allowed(policy, caller("other", "member", "reader"))).isEmpty();
    assertThat(allowed(policy, caller("own", "load-balancer_admin", "load-balancer_member")))
        .isEmpty();
    assertThat(allowed(policy, caller("other", "service"))).containsExactly("members");
    assertThat(allowed(policy, caller(null, "member", "reader"))).isEmpty();
    assertThat(allowed(policy, caller("own"))).isEmpty();
  }

  @Test
  void everyDefaultRuleOfUpstream() {
    Map<String, List<String>> byRule = new LinkedHashMap<>();
    new TreeSet<>(DefaultRules.RULES.keySet())
        .forEach(name -> {
          if (name.startsWith(API)) {
            byRule
                .computeIfAbsent(DefaultRules.RULES.get(name), _ -> new ArrayList<>())
                .add(name.substring(API.length()));
          }
        });
    assertThat(byRule.get("rule:load-balancer:admin"))
        .containsExactly(
            "amphora:delete",
            "amphora:get_all",
            "amphora:get_one",
            "amphora:get_stats",
            "amphora:put_config",
            "amphora:put_failover",
            "availability-zone-profile:delete",
            "availability-zone-profile:get_all",
            "availability-zone-profile:get_one",
            "availability-zone-profile:post",
            "availability-zone-profile:put",
            "availability-zone:delete",
            "availability-zone:post",
            "availability-zone:put",
            "flavor-profile:delete",
            "flavor-profile:get_all",
            "flavor-profile:get_one",
            "flavor-profile:post",
            "flavor-profile:put",
            "flavor:delete",
            "flavor:post",
            "flavor:put",
            "loadbalancer:put_failover",
            "provider-availability-zone:get_all",
            "provider-flavor:get_all");
    assertThat(byRule.get("rule:load-balancer:write"))
        .containsExactly(
            "healthmonitor:delete",
            "healthmonitor:post",
            "healthmonitor:put",
            "l7policy:delete",
            "l7policy:post",
            "l7policy:put",
            "l7rule:delete",
            "l7rule:post",
            "l7rule:put",
            "listener:delete",
            "listener:post",
            "listener:put",
            "loadbalancer:delete",
            "loadbalancer:post",
            "loadbalancer:post:vip_sg_ids",
            "loadbalancer:put",
            "loadbalancer:put:vip_sg_ids",
            "member:delete",
            "member:post",
            "member:put",
            "pool:delete",
            "pool:post",
            "pool:put");
    assertThat(byRule.get("rule:load-balancer:read"))
        .containsExactly(
            "availability-zone:get_all",
            "availability-zone:get_one",
            "flavor:get_all",
            "flavor:get_one",
            "healthmonitor:get_all",
            "healthmonitor:get_one",
            "l7policy:get_all",
            "l7policy:get_one",
            "l7rule:get_all",
            "l7rule:get_one",
            "listener:get_all",
            "listener:get_one",
            "listener:get_stats",
            "loadbalancer:get_all",
            "loadbalancer:get_one",
            "loadbalancer:get_stats",
            "loadbalancer:get_status",
            "member:get_one",
            "pool:get_all",
            "pool:get_one",
            "provider:get_all");
    assertThat(byRule.get("rule:load-balancer:read-global"))
        .containsExactly(
            "healthmonitor:get_all-global",
            "l7policy:get_all-global",
            "listener:get_all-global",
            "loadbalancer:get_all-global",
            "pool:get_all-global");
    assertThat(byRule.get("rule:load-balancer:read or rule:service"))
        .containsExactly("member:get_all");
    assertThat(byRule.get("rule:load-balancer:read-quota"))
        .containsExactly("quota:get_all", "quota:get_defaults", "quota:get_one");
    assertThat(byRule.get("rule:load-balancer:read-quota-global"))
        .containsExactly("quota:get_all-global");
    assertThat(byRule.get("rule:load-balancer:write-quota"))
        .containsExactly("quota:delete", "quota:put");
    assertThat(byRule).hasSize(8);
  }

  @Test
  void whatBelongsToNoProjectIsSeenFromTheCallersOwn() {
    RulePolicy policy = RulePolicy.defaults();
    Caller reader = caller("own", "reader");
    assertThat(policy.allows(reader, API + "flavor:get_all", null)).isTrue();
    assertThat(policy.allows(reader, API + "provider:get_all", null)).isTrue();
    assertThat(policy.allows(reader, API + "flavor:post", null)).isFalse();
    // An object without its project is nobody's.
    assertThat(policy.allows(reader, API + "loadbalancer:get_one", null)).isFalse();
    assertThat(policy.allows(caller(null, "reader"), API + "loadbalancer:get_one", null)).isFalse();
  }

  @Test
  void aTokenOfTheSystemMakesAnAdminByRuleAloneIfScopeIsEnforced() {
    RulePolicy strict = RulePolicy.defaults();
    assertThat(strict.recognise(ofSystem("admin")).admin()).isFalse();
    assertThat(may(strict, ofSystem("admin"), "amphora:get_all")).isTrue();
    RulePolicy lax = policy("[oslo_policy]\nenforce_scope = false\n");
    assertThat(lax.recognise(ofSystem("admin")).admin()).isTrue();
  }

  @Test
  void formerDefaultsCountWhereTheNewAreNotEnforced() {
    RulePolicy policy = policy("[oslo_policy]\nenforce_new_defaults = false\n");
    assertThat(allowed(policy, caller("own", "load-balancer_member")))
        .containsExactlyInAnyOrder(WRITES);
    assertThat(allowed(policy, caller("own", "member"))).containsExactlyInAnyOrder(WRITES);
  }

  /** Rules as an operator has them in a file, for each of upstream's alternatives. */
  private static String asFile(RuleSet set) {
    return switch (set) {
      case DEFAULT -> "{}\n";
      case ADMIN_OR_OWNER ->
          """
          # legacy
          "context_is_admin": "role:admin or role:load-balancer_admin"
          "admin_or_owner": "is_admin:True or project_id:%(project_id)s"
          "load-balancer:read": "rule:admin_or_owner"
          "load-balancer:read-global": "is_admin:True"
          "load-balancer:write": "rule:admin_or_owner"
          "load-balancer:read-quota": "rule:admin_or_owner"
          "load-balancer:read-quota-global": "is_admin:True"
          "load-balancer:write-quota": "is_admin:True"
          """;
      case KEYSTONE_DEFAULT_ROLES -> keystone("role:admin", "role:admin", "role:admin");
      case KEYSTONE_DEFAULT_ROLES_SCOPED ->
          keystone(
              "role:admin and system_scope:all",
              "role:reader and system_scope:all",
              "role:admin and system_scope:all");
      case ADVANCED_RBAC ->
          """
          "context_is_admin": "role:admin or
                               role:load-balancer_admin"
          "load-balancer:owner": "project_id:%(project_id)s"
          "load-balancer:admin": "is_admin:True or
                                  role:admin or
                                  role:load-balancer_admin"
          "load-balancer:observer_and_owner": "role:load-balancer_observer and
                                               rule:load-balancer:owner"
          "load-balancer:global_observer": "role:load-balancer_global_observer"
          "load-balancer:member_and_owner": "role:load-balancer_member and
                                             rule:load-balancer:owner"
          "load-balancer:read": "rule:load-balancer:observer_and_owner or
                                 rule:load-balancer:global_observer or
                                 rule:load-balancer:member_and_owner or
                                 rule:load-balancer:admin"
          "load-balancer:read-global": "rule:load-balancer:global_observer or
                                        rule:load-balancer:admin"
          "load-balancer:write": "rule:load-balancer:member_and_owner or
                                  rule:load-balancer:admin"
          "load-balancer:read-quota": "rule:load-balancer:observer_and_owner or
                                       rule:load-balancer:global_observer or
                                       rule:load-balancer:member_and_owner or
                                       role:load-balancer_quota_admin or
                                       rule:load-balancer:admin"
          "load-balancer:read-quota-global": "rule:load-balancer:global_observer or
                                              role:load-balancer_quota_admin or
                                              rule:load-balancer:admin"
          "load-balancer:write-quota": "role:load-balancer_quota_admin or
                                        rule:load-balancer:admin"
          """;
    };
  }

  private static String keystone(String admin, String reader, String context) {
    return """
    "system_admin": "%s"
    "system_reader": "%s"
    "project_reader": "role:reader and project_id:%%(project_id)s"
    "project_member": "role:member and project_id:%%(project_id)s"
    "context_is_admin": "%s"
    "load-balancer:admin": "is_admin:True or
                            rule:system_admin or
                            role:load-balancer_admin"
    "load-balancer:read": "is_admin:True or rule:system_reader or rule:project_reader"
    "load-balancer:read-global": "is_admin:True or rule:system_reader"
    "load-balancer:write": "is_admin:True or rule:project_member"
    "load-balancer:read-quota": "is_admin:True or rule:system_reader or rule:project_reader"
    "load-balancer:read-quota-global": "is_admin:True or rule:system_reader"
    "load-balancer:write-quota": "is_admin:True"
    """
        .formatted(admin, reader, context);
  }

  private RulePolicy policy(String conf) {
    Options options = new Options(IniFile.parse("octavia.conf", conf));
    PolicySettings settings = PolicySettings.from(options, List.of(directory));
    options.check();
    return new RulePolicy(settings, nanos::get);
  }

  /** Writes a file with a time of its own, as if nothing happened within one tick of the clock. */
  private void write(String name, String text, int second) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(second)));
  }

  private static void check(RuleSet set, RulePolicy policy) {
    switch (set) {
      case DEFAULT ->
          assertThat(allowed(policy, caller("own", "member"))).containsExactlyInAnyOrder(WRITES);
      case ADMIN_OR_OWNER -> {
        assertThat(allowed(policy, caller("own"))).containsExactlyInAnyOrder(WRITES);
        assertThat(allowed(policy, caller("other", "member", "reader"))).isEmpty();
        assertThat(allowed(policy, caller("other", "load-balancer_admin")))
            .containsExactlyInAnyOrder(ALL);
        assertThat(allowed(policy, caller("other", "admin"))).containsExactlyInAnyOrder(ALL);
      }
      case KEYSTONE_DEFAULT_ROLES -> {
        assertThat(allowed(policy, caller("own", "reader"))).containsExactlyInAnyOrder(READS);
        assertThat(allowed(policy, caller("own", "member", "reader")))
            .containsExactlyInAnyOrder(WRITES);
        assertThat(allowed(policy, caller("other", "load-balancer_admin")))
            .containsExactly("admin");
        assertThat(allowed(policy, caller("other", "admin"))).containsExactlyInAnyOrder(ALL);
      }
      case KEYSTONE_DEFAULT_ROLES_SCOPED -> {
        assertThat(allowed(policy, caller("own", "member", "reader")))
            .containsExactlyInAnyOrder(WRITES);
        assertThat(allowed(policy, caller("own", "admin"))).isEmpty();
        assertThat(allowed(policy, ofSystem("reader")))
            .containsExactlyInAnyOrder(
                "read", "members", "read-quota", "read-global", "read-quota-global");
        assertThat(allowed(policy, ofSystem("admin", "reader"))).contains("admin", "read-global");
      }
      case ADVANCED_RBAC -> {
        assertThat(allowed(policy, caller("own", "member", "reader"))).isEmpty();
        assertThat(allowed(policy, caller("own", "load-balancer_observer")))
            .containsExactlyInAnyOrder(READS);
        assertThat(allowed(policy, caller("own", "load-balancer_member")))
            .containsExactlyInAnyOrder(WRITES);
        assertThat(allowed(policy, caller("other", "load-balancer_member"))).isEmpty();
        assertThat(allowed(policy, caller("other", "load-balancer_global_observer")))
            .containsExactlyInAnyOrder(
                "read", "members", "read-quota", "read-global", "read-quota-global");
        assertThat(allowed(policy, caller("other", "load-balancer_quota_admin")))
            .containsExactlyInAnyOrder("read-quota", "read-quota-global", "write-quota");
        assertThat(allowed(policy, caller("other", "load-balancer_admin")))
            .containsExactlyInAnyOrder(ALL);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAlternativeAsFile(RuleSet set) throws IOException {
    write("policy.yaml", asFile(set), 1);
    check(set, policy(""));
  }

  @ParameterizedTest
  @EnumSource
  void anAlternativeByItsName(RuleSet set) {
    check(set, policy("[oslo_policy]\nrule_set = " + set.text() + "\n"));
  }

  @Test
  void aJsonFileOfBefore() throws IOException {
    write("policy.json", "{\"load-balancer:write\": \"!\", \"x\": [[\"role:admin\"]]}", 1);
    assertThat(allowed(policy(""), caller("own", "member"))).containsExactlyInAnyOrder(READS);
  }

  @Test
  void aChangedFileCountsWithinASecondAndABrokenOneNever() throws IOException {
    write("policy.yaml", "\"load-balancer:write\": \"!\"\n", 1);
    RulePolicy policy = policy("");
    Caller member = caller("own", "member");
    assertThat(allowed(policy, member)).doesNotContain("write");
    write("policy.yaml", "\"load-balancer:write\": \"role:member\"\n", 2);
    nanos.addAndGet(999_999_999);
    assertThat(allowed(policy, member)).doesNotContain("write");
    nanos.addAndGet(1);
    assertThat(allowed(policy, member)).contains("write");
    write("policy.yaml", "\"load-balancer:write\": [\n", 3);
    nanos.addAndGet(SECOND);
    assertThat(allowed(policy, member)).contains("write");
    write("policy.yaml", "\"load-balancer:write\": \"!\"\n", 4);
    nanos.addAndGet(SECOND);
    assertThat(allowed(policy, member)).doesNotContain("write");
  }

  @Test
  void furtherFilesComeAfterThePolicyFileInTheirOrder() throws IOException {
    write("policy.yaml", "\"load-balancer:write\": \"!\"\n\"load-balancer:read\": \"!\"\n", 1);
    write("policy.d/10.yaml", "\"load-balancer:write\": \"!\"\n", 1);
    write("policy.d/20.yaml", "\"load-balancer:write\": \"@\"\n", 1);
    write("policy.d/.hidden", "\"load-balancer:read\": \"@\"\n", 1);
    RulePolicy policy = policy("");
    assertThat(allowed(policy, caller("other"))).containsExactly("write");
    write("policy.d/30.yaml", "\"load-balancer:write\": \"!\"\n", 1);
    nanos.addAndGet(SECOND);
    assertThat(allowed(policy, caller("other"))).isEmpty();
  }

  @Test
  void aRuleThatCannotBeUnderstoodDenies() throws IOException {
    write("policy.yaml", "\"load-balancer:write\": \"role:member and\"\n", 1);
    assertThat(allowed(policy(""), caller("own", "member"))).doesNotContain("write");
  }

  @Test
  void aFileOfNothingButCommentsIsTheDefaults() throws IOException {
    write("policy.yaml", "# nothing is changed\n", 1);
    check(RuleSet.DEFAULT, policy(""));
    write("policy.yaml", "", 2);
    check(RuleSet.DEFAULT, policy(""));
  }

  @Test
  void aFileThatCannotBeReadStopsTheStart() throws IOException {
    write("policy.yaml", "- a\n- b\n", 1);
    assertThatThrownBy(() -> policy(""))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("policy.yaml: it is not a map of names to rules");
    assertThatThrownBy(() -> policy("[oslo_policy]\npolicy_file = /nowhere/policy.yaml\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("/nowhere/policy.yaml: it cannot be read");
  }
}
