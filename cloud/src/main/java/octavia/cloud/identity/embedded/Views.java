package octavia.cloud.identity.embedded;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import octavia.cloud.identity.embedded.Accounts.ApplicationCredential;
import octavia.cloud.identity.embedded.Accounts.Domain;
import octavia.cloud.identity.embedded.Accounts.Grant;
import octavia.cloud.identity.embedded.Accounts.Project;
import octavia.cloud.identity.embedded.Accounts.Role;
import octavia.cloud.identity.embedded.Accounts.User;
import org.jspecify.annotations.Nullable;

/**
 * What is known as Keystone's API v3 shows it. Never a secret or a hash.
 *
 * @param base of this service as the client addressed it: scheme, host and port
 */
record Views(Accounts accounts, String base) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  /** An entry of the catalog: all its interfaces have the same address. */
  private record Service(String id, String type, String name, String path) {}

  private static final List<Service> SERVICES =
      List.of(
          new Service("10ad", "load-balancer", "octavia", ""),
          new Service("1de1", "identity", "keystone", EmbeddedIdentity.PREFIX),
          new Service("2e70", "network", "neutron", ""));

  static Map<String, @Nullable Object> object() {
    return new LinkedHashMap<>();
  }

  Map<String, @Nullable Object> versions() {
    return Map.of("versions", Map.of("values", List.of(version())));
  }

  Map<String, @Nullable Object> version() {
    Map<String, @Nullable Object> view = object();
    view.put("id", "v3.14");
    view.put("status", "stable");
    view.put("updated", "2020-04-07T00:00:00Z");
    view.put("links", List.of(Map.of("rel", "self", "href", url("/"))));
    view.put(
        "media-types",
        List.of(
            Map.of(
                "base", "application/json", "type", "application/vnd.openstack.identity-v3+json")));
    return view;
  }

  private String url(String path) {
    return base + EmbeddedIdentity.PREFIX + "/v3" + path;
  }

  Map<String, @Nullable Object> token(Session session, Set<Role> roles, boolean withCatalog) {
    Map<String, @Nullable Object> view = object();
    view.put("methods", session.methods());
    User user = accounts.users().get(session.userId());
    if (user != null) {
      Map<String, @Nullable Object> named = object();
      named.put("id", user.id());
      named.put("name", user.name());
      named.put("domain", domainName(user.domainId()));
      named.put("password_expires_at", null);
      view.put("user", named);
    }
    view.put("audit_ids", List.of(session.auditId()));
    view.put("expires_at", TIME.format(session.expiresAt()));
    view.put("issued_at", TIME.format(session.issuedAt()));
    if (session.on().equals(Session.UNSCOPED)) {
      return view;
    }
    switch (session.on()) {
      case "project" -> {
        Project project = accounts.projects().get(session.targetId());
        if (project != null) {
          Map<String, @Nullable Object> named = object();
          named.put("id", project.id());
          named.put("name", project.name());
          named.put("domain", domainName(project.domainId()));
          view.put("project", named);
        }
        view.put("is_domain", false);
      }
      case "domain" -> view.put("domain", domainName(session.targetId()));
      default -> view.put("system", Map.of("all", true));
    }
    view.put("roles", roles.stream().map(role -> named(role.id(), role.name())).toList());
    String credentialId = session.applicationCredentialId();
    if (credentialId != null) {
      addCredential(view, credentialId);
    }
    if (withCatalog) {
      view.put("catalog", catalog());
    }
    return view;
  }

  private void addCredential(Map<String, @Nullable Object> view, String id) {
    ApplicationCredential credential = accounts.applicationCredentials().get(id);
    if (credential == null) {
      return;
    }
    Map<String, @Nullable Object> named = object();
    named.put("id", credential.id());
    named.put("name", credential.name());
    named.put("restricted", !credential.unrestricted());
    if (credential.accessRules() != null) {
      named.put("access_rules", credential.accessRules());
    }
    view.put("application_credential", named);
  }

  List<Map<String, @Nullable Object>> catalog() {
    return SERVICES.stream()
        .map(service -> {
          Map<String, @Nullable Object> view = object();
          view.put("id", service.id);
          view.put("type", service.type);
          view.put("name", service.name);
          view.put("endpoints", endpoints(service));
          return view;
        })
        .toList();
  }

  private List<Map<String, @Nullable Object>> endpoints(Service service) {
    return List.of("public", "internal", "admin").stream()
        .map(endpoint -> {
          Map<String, @Nullable Object> view = object();
          view.put("id", service.id + "-" + endpoint);
          view.put("interface", endpoint);
          view.put("region", EmbeddedIdentity.REGION);
          view.put("region_id", EmbeddedIdentity.REGION);
          view.put("url", base + service.path);
          return view;
        })
        .toList();
  }

  Map<String, @Nullable Object> services() {
    return list(
        "services",
        SERVICES.stream()
            .map(service -> {
              Map<String, @Nullable Object> view = object();
              view.put("id", service.id);
              view.put("type", service.type);
              view.put("name", service.name);
              view.put("enabled", true);
              return view;
            })
            .toList());
  }

  Map<String, @Nullable Object> endpoints() {
    return list(
        "endpoints",
        SERVICES.stream()
            .flatMap(service ->
                endpoints(service).stream()
                    .map(view -> {
                      view.put("service_id", service.id);
                      view.put("enabled", true);
                      return view;
                    }))
            .toList());
  }

  Map<String, @Nullable Object> regions() {
    Map<String, @Nullable Object> view = object();
    view.put("id", EmbeddedIdentity.REGION);
    view.put("description", "");
    view.put("parent_region_id", null);
    return list("regions", List.of(view));
  }

  /** A list in its envelope, with the links that clients expect. */
  Map<String, @Nullable Object> list(String plural, Collection<?> objects) {
    Map<String, @Nullable Object> links = object();
    links.put("next", null);
    links.put("previous", null);
    links.put("self", url("/" + plural));
    Map<String, @Nullable Object> view = object();
    view.put(plural, List.copyOf(objects));
    view.put("links", links);
    return view;
  }

  Map<String, @Nullable Object> domain(Domain domain) {
    Map<String, @Nullable Object> view = named(domain.id(), domain.name());
    view.put("description", domain.description());
    view.put("enabled", domain.enabled());
    view.put("tags", List.of());
    view.put("options", Map.of());
    view.put("links", self("/domains/" + domain.id()));
    return view;
  }

  Map<String, @Nullable Object> project(Project project) {
    Map<String, @Nullable Object> view = named(project.id(), project.name());
    view.put("description", project.description());
    view.put("domain_id", project.domainId());
    view.put("parent_id", project.domainId());
    view.put("enabled", project.enabled());
    view.put("is_domain", false);
    view.put("tags", List.of());
    view.put("options", Map.of());
    view.put("links", self("/projects/" + project.id()));
    return view;
  }

  Map<String, @Nullable Object> user(User user) {
    Map<String, @Nullable Object> view = named(user.id(), user.name());
    view.put("domain_id", user.domainId());
    view.put("description", user.description());
    if (user.email() != null) {
      view.put("email", user.email());
    }
    if (user.defaultProjectId() != null) {
      view.put("default_project_id", user.defaultProjectId());
    }
    view.put("enabled", user.enabled());
    view.put("password_expires_at", null);
    view.put("options", Map.of());
    view.put("links", self("/users/" + user.id()));
    return view;
  }

  Map<String, @Nullable Object> role(Role role) {
    Map<String, @Nullable Object> view = named(role.id(), role.name());
    view.put("domain_id", null);
    view.put("description", role.description());
    view.put("options", Map.of());
    view.put("links", self("/roles/" + role.id()));
    return view;
  }

  Map<String, @Nullable Object> grant(Grant grant) {
    Map<String, @Nullable Object> view = object();
    view.put("user", Map.of("id", grant.userId()));
    view.put("role", Map.of("id", grant.roleId()));
    view.put(
        "scope",
        grant.on().equals("system")
            ? Map.of("system", Map.of("all", true))
            : Map.of(grant.on(), Map.of("id", grant.targetId())));
    view.put("links", Map.of("assignment", url("/role_assignments")));
    return view;
  }

  Map<String, @Nullable Object> credential(ApplicationCredential credential) {
    Map<String, @Nullable Object> view = named(credential.id(), credential.name());
    Instant end = credential.expiresAt();
    view.put("description", credential.description());
    view.put("user_id", credential.userId());
    view.put("project_id", credential.projectId());
    view.put("system", null);
    view.put("expires_at", end == null ? null : TIME.format(end));
    view.put("unrestricted", credential.unrestricted());
    view.put(
        "roles",
        credential.roles().stream()
            .map(id -> accounts.roles().get(id))
            .filter(role -> role != null)
            .map(role -> named(role.id(), role.name()))
            .toList());
    if (credential.accessRules() != null) {
      view.put("access_rules", credential.accessRules());
    }
    view.put(
        "links",
        self("/users/" + credential.userId() + "/application_credentials/" + credential.id()));
    return view;
  }

  private Map<String, String> self(String path) {
    return Map.of("self", url(path));
  }

  private Map<String, @Nullable Object> domainName(String id) {
    Domain domain = accounts.domains().get(id);
    return named(id, domain == null ? id : domain.name());
  }

  private static Map<String, @Nullable Object> named(String id, String name) {
    Map<String, @Nullable Object> view = object();
    view.put("id", id);
    view.put("name", name);
    return view;
  }
}
