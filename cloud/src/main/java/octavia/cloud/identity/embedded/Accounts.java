package octavia.cloud.identity.embedded;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import octavia.cloud.identity.Token.AccessRule;
import org.jspecify.annotations.Nullable;

/**
 * Who there is and what they may: everything that the identity service knows, as one value that is
 * also its file. Maps go by id.
 *
 * @param revoked tokens that ended before their time, by their audit ids, with that time
 */
public record Accounts(
    Map<String, Domain> domains,
    Map<String, Project> projects,
    Map<String, User> users,
    Map<String, Role> roles,
    List<Grant> grants,
    Map<String, ApplicationCredential> applicationCredentials,
    Map<String, Instant> revoked) {

  /** Each role has those below it: Keystone's implied roles. */
  private static final List<String> LADDER = List.of("admin", "manager", "member", "reader");

  public Accounts {
    domains = Map.copyOf(domains);
    projects = Map.copyOf(projects);
    users = Map.copyOf(users);
    roles = Map.copyOf(roles);
    grants = List.copyOf(grants);
    applicationCredentials = Map.copyOf(applicationCredentials);
    revoked = Map.copyOf(revoked);
  }

  /** A domain. */
  public record Domain(String id, String name, String description, boolean enabled) {}

  /** A project. */
  public record Project(
      String id, String name, String domainId, String description, boolean enabled) {}

  /**
   * A user.
   *
   * @param password its hash
   * @param tokensFrom tokens given out before do not count
   */
  public record User(
      String id,
      String name,
      String domainId,
      String description,
      @Nullable String email,
      @Nullable String defaultProjectId,
      boolean enabled,
      String password,
      Instant tokensFrom) {
    @Override
    public String toString() {
      return "User[" + id + " " + name + "]";
    }
  }

  /** A role. */
  public record Role(String id, String name, String description) {}

  /**
   * A user's role.
   *
   * @param on {@code project}, {@code domain} or {@code system}
   * @param targetId of the project or domain; {@code all} of the system
   */
  public record Grant(String userId, String on, String targetId, String roleId) {}

  /**
   * A login of its own for a program.
   *
   * @param secret its hash
   * @param roles ids
   */
  public record ApplicationCredential(
      String id,
      String name,
      String description,
      String userId,
      String projectId,
      List<String> roles,
      String secret,
      @Nullable Instant expiresAt,
      boolean unrestricted,
      @Nullable List<AccessRule> accessRules) {
    @Override
    public String toString() {
      return "ApplicationCredential[" + id + " " + name + "]";
    }
  }

  /** The user of that name in the domain. */
  Optional<User> user(String name, String domainId) {
    return users.values().stream()
        .filter(user -> user.name.equals(name) && user.domainId.equals(domainId))
        .findFirst();
  }

  /** The project of that name in the domain. */
  Optional<Project> project(String name, String domainId) {
    return projects.values().stream()
        .filter(project -> project.name.equals(name) && project.domainId.equals(domainId))
        .findFirst();
  }

  /** The role of that name. */
  Optional<Role> role(String name) {
    return roles.values().stream().filter(role -> role.name.equals(name)).findFirst();
  }

  /** The roles that a user has on something, with those that they imply. */
  Set<Role> effective(String userId, String on, String targetId) {
    Set<Role> found = new LinkedHashSet<>();
    for (Grant grant : grants) {
      if (grant.userId.equals(userId) && grant.on.equals(on) && grant.targetId.equals(targetId)) {
        Optional.ofNullable(roles.get(grant.roleId)).ifPresent(found::add);
      }
    }
    return withImplied(found);
  }

  /** Roles with those that they imply. */
  Set<Role> withImplied(Set<Role> granted) {
    Set<Role> all = new LinkedHashSet<>(granted);
    for (Role role : granted) {
      int place = LADDER.indexOf(role.name);
      if (place >= 0) {
        LADDER.subList(place, LADDER.size()).forEach(name -> role(name).ifPresent(all::add));
      }
    }
    return all;
  }

  /** The projects in which a user has a role. */
  List<Project> projectsOf(String userId) {
    return grants.stream()
        .filter(grant -> grant.userId.equals(userId) && grant.on.equals("project"))
        .map(grant -> projects.get(grant.targetId))
        .flatMap(project -> Optional.ofNullable(project).stream())
        .filter(Project::enabled)
        .distinct()
        .toList();
  }

  Accounts withProject(Project project) {
    return new Accounts(
        domains,
        plus(projects, project.id, project),
        users,
        roles,
        grants,
        applicationCredentials,
        revoked);
  }

  /** Without a project, and what hung on it. */
  Accounts withoutProject(String id) {
    return new Accounts(
        domains,
        minus(projects, id),
        users,
        roles,
        without(grant -> grant.on.equals("project") && grant.targetId.equals(id)),
        credentials(each -> each.projectId.equals(id)),
        revoked);
  }

  Accounts withUser(User user) {
    return new Accounts(
        domains,
        projects,
        plus(users, user.id, user),
        roles,
        grants,
        applicationCredentials,
        revoked);
  }

  /** Without a user, and what was theirs. */
  Accounts withoutUser(String id) {
    return new Accounts(
        domains,
        projects,
        minus(users, id),
        roles,
        without(grant -> grant.userId.equals(id)),
        credentials(each -> each.userId.equals(id)),
        revoked);
  }

  Accounts withRole(Role role) {
    return new Accounts(
        domains,
        projects,
        users,
        plus(roles, role.id, role),
        grants,
        applicationCredentials,
        revoked);
  }

  /** Without a role; nobody has it any more. */
  Accounts withoutRole(String id) {
    return new Accounts(
        domains,
        projects,
        users,
        minus(roles, id),
        without(grant -> grant.roleId.equals(id)),
        applicationCredentials,
        revoked);
  }

  Accounts withGrant(Grant grant) {
    List<Grant> more = new ArrayList<>(grants);
    if (!more.contains(grant)) {
      more.add(grant);
    }
    return new Accounts(domains, projects, users, roles, more, applicationCredentials, revoked);
  }

  Accounts withoutGrant(Grant grant) {
    return new Accounts(
        domains, projects, users, roles, without(grant::equals), applicationCredentials, revoked);
  }

  Accounts withCredential(ApplicationCredential credential) {
    return new Accounts(
        domains,
        projects,
        users,
        roles,
        grants,
        plus(applicationCredentials, credential.id, credential),
        revoked);
  }

  Accounts withoutCredential(String id) {
    return new Accounts(
        domains, projects, users, roles, grants, minus(applicationCredentials, id), revoked);
  }

  /** With a token revoked; those that have ended since are forgotten. */
  Accounts withRevoked(String auditId, Instant end, Instant now) {
    Map<String, Instant> more = plus(revoked, auditId, end);
    more.values().removeIf(now::isAfter);
    return new Accounts(domains, projects, users, roles, grants, applicationCredentials, more);
  }

  private List<Grant> without(Predicate<Grant> gone) {
    return grants.stream().filter(gone.negate()).toList();
  }

  private Map<String, ApplicationCredential> credentials(Predicate<ApplicationCredential> gone) {
    return changed(
        applicationCredentials,
        map -> {
          map.values().removeIf(gone);
          return map;
        });
  }

  private static <T> Map<String, T> plus(Map<String, T> map, String id, T value) {
    return changed(
        map,
        copy -> {
          copy.put(id, value);
          return copy;
        });
  }

  private static <T> Map<String, T> minus(Map<String, T> map, String id) {
    return changed(
        map,
        copy -> {
          copy.remove(id);
          return copy;
        });
  }

  private static <T> Map<String, T> changed(
      Map<String, T> map, UnaryOperator<Map<String, T>> change) {
    return change.apply(new LinkedHashMap<>(map));
  }
}
