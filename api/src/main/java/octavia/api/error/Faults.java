package octavia.api.error;

import java.util.List;
import octavia.api.error.Reason.Code;
import org.jspecify.annotations.Nullable;

/** The refusals, each with upstream's text word for word: clients and test suites compare them. */
public final class Faults {

  private Faults() {}

  /** 404. */
  public static ApiException notFound(String resource, @Nullable String id) {
    return ApiException.fault(
        404, resource + " " + none(id) + " not found.", new Reason(Code.NOT_FOUND, null, id, null));
  }

  /** 404 for the parent in a path: upstream's router says it, under an odd title. */
  public static ApiException parentNotFound(String resource, String id) {
    return ApiException.routing(404, "Bad Request", resource + " " + id + " not found.");
  }

  /** 400: something that the request refers to does not exist. */
  public static ApiException subresourceNotFound(String resource, String field, String id) {
    return ApiException.fault(
        400,
        resource + " " + id + " not found.",
        new Reason(Code.NOT_FOUND, field, id, "it must exist"));
  }

  /** 409: the object may not be changed now. */
  public static ApiException immutable(String resource, String id) {
    return ApiException.fault(
        409,
        resource + " " + id + " is immutable and cannot be updated.",
        new Reason(Code.PENDING, null, null, resource + " must be ACTIVE to be changed"));
  }

  /** 409: a load balancer that is in the middle of something may not be changed or deleted. */
  public static ApiException pendingState(String state, String id) {
    return ApiException.fault(
        409,
        "Invalid state " + state + " of loadbalancer resource " + id,
        new Reason(
            Code.PENDING, "provisioning_status", state, "it must be ACTIVE, or ERROR to delete"));
  }

  /** 400 with a sentence. */
  public static ApiException validation(String field, String detail) {
    return ApiException.fault(
        400, "Validation failure: " + detail, new Reason(Code.INVALID, field, null, detail));
  }

  /** 400: a value that its field does not take. */
  public static ApiException invalidInput(String field, String value, String rule, Code code) {
    return invalidInput(field, value, rule, new Reason(code, field, value, rule));
  }

  /** As above, where upstream's text names something else than the field that is wrong. */
  public static ApiException invalidInput(
      String shownField, String shownValue, String rule, Reason reason) {
    return ApiException.fault(
        400,
        "Invalid input for field/attribute "
            + shownField
            + ". Value: '"
            + shownValue
            + "'. "
            + rule,
        reason);
  }

  /** 400: a mandatory field is not there. */
  public static ApiException missing(String field) {
    return invalidInput(
        field,
        "None",
        "Mandatory field missing.",
        new Reason(Code.MISSING, field, null, "it is mandatory"));
  }

  /** 400: fields that the object does not have; create-only ones in an update too. */
  public static ApiException unknownAttributes(String argument, List<String> names) {
    String plural = names.size() > 1 ? "s" : "";
    String all = String.join(", ", names);
    return ApiException.fault(
        400,
        "Unknown attribute" + plural + " for argument " + argument + ": " + all,
        new Reason(Code.UNKNOWN_ATTRIBUTE, all, null, "it does not exist or cannot be set here"));
  }

  /** 400: a parameter that the call does not have. */
  public static ApiException unknownArgument(String name) {
    return ApiException.fault(
        400,
        "Unknown argument: \"" + name + "\"",
        new Reason(Code.UNKNOWN_ARGUMENT, name, null, null));
  }

  /** 400: the body or the id is not there. */
  public static ApiException missingArgument(String name) {
    return ApiException.fault(
        400,
        "Missing argument: \"" + name + "\"",
        new Reason(Code.MISSING, name, null, "it is mandatory"));
  }

  /** 400: a value that makes no sense where it stands. */
  public static ApiException invalidOption(String field, String value, String option) {
    return ApiException.fault(
        400,
        value + " is not a valid option for " + option,
        new Reason(Code.INVALID, field, value, null));
  }

  /** 400: a listener and a pool that do not speak with each other. */
  public static ApiException protocolMismatch(String field, String pool, String listener) {
    return validation(
        field,
        "The pool protocol '"
            + pool
            + "' is invalid while the listener protocol is '"
            + listener
            + "'.");
  }

  /** 400: nothing may hang below a listener that only tells figures. */
  public static ApiException noChildren(String field) {
    return ApiException.fault(
        400,
        "Protocol PROMETHEUS listeners cannot have child objects.",
        new Reason(Code.INVALID, field, null, "a PROMETHEUS listener has no pool"));
  }

  /** 400: an operator has switched it off. */
  public static ApiException disabled(String option, String value) {
    return ApiException.fault(
        400,
        "The selected " + option + " is not allowed in this deployment: " + value,
        new Reason(Code.DISABLED, option, value, "the operator does not allow it"));
  }

  /** 409. */
  public static ApiException duplicateListener(String protocol, int port) {
    return ApiException.fault(
        409,
        "Another Listener on this Load Balancer is already using protocol "
            + protocol
            + " and protocol_port "
            + port,
        new Reason(
            Code.DUPLICATE,
            "protocol_port",
            Integer.toString(port),
            "TCP, UDP and SCTP each have one listener a port"));
  }

  /** 409. */
  public static ApiException duplicateMember(String address, int port) {
    return ApiException.fault(
        409,
        "Another member on this pool is already using ip " + address + " on protocol_port " + port,
        new Reason(
            Code.DUPLICATE, "address", address, "a pool has one member of an address and port"));
  }

  /** 409. */
  public static ApiException duplicateHealthMonitor() {
    return ApiException.fault(
        409,
        "This pool already has a health monitor",
        new Reason(Code.DUPLICATE, "pool_id", null, "a pool has one health monitor"));
  }

  /** 409. */
  public static ApiException duplicatePool() {
    return ApiException.fault(
        409,
        "This listener already has a default pool",
        new Reason(Code.DUPLICATE, "listener_id", null, "a listener has one default pool"));
  }

  /** 409. */
  public static ApiException duplicateName(String resource, String name) {
    return ApiException.fault(
        409,
        "A " + resource + " of " + name + " already exists.",
        new Reason(Code.DUPLICATE, "name", name, "names are unique"));
  }

  /** 409: something else needs it as it is. */
  public static ApiException inUse(String resource, String id) {
    return ApiException.fault(
        409,
        resource + " " + id + " is in use and cannot be modified.",
        new Reason(Code.IN_USE, null, id, "nothing may use it"));
  }

  /** 400: a flavor of another provider than the request's. */
  public static ApiException flavorMismatch(String flavorId, String provider) {
    return ApiException.fault(
        400,
        "Flavor '" + flavorId + "' is not compatible with provider '" + provider + "'",
        new Reason(
            Code.INVALID, "provider", provider, "it must be the provider of the flavor's profile"));
  }

  /** 409: upstream's text for any key that is there twice, such as a tag. */
  public static ApiException duplicateId(String field) {
    return ApiException.fault(
        409,
        "Already an entity with that specified id.",
        new Reason(Code.DUPLICATE, field, null, "no value may be there twice"));
  }

  /** 409. */
  public static ApiException poolInUse(String poolId, String l7PolicyId) {
    return ApiException.fault(
        409,
        "Pool " + poolId + " is in use by L7 policy " + l7PolicyId,
        new Reason(Code.IN_USE, null, poolId, "no L7 policy may send to a pool that goes"));
  }

  /** 409. */
  public static ApiException tooManyRules(String l7PolicyId) {
    return ApiException.fault(
        409,
        "Too many rules on L7 policy " + l7PolicyId,
        new Reason(Code.OUT_OF_RANGE, "rules", null, "an L7 policy has at most 50 rules"));
  }

  /** 400: an L7 rule that makes no sense. */
  public static ApiException l7Rule(String field, String detail) {
    return ApiException.fault(
        400, "Error parsing L7Rule: " + detail, new Reason(Code.INVALID, field, null, detail));
  }

  /** 400: fields of an L7 policy that make no sense together. */
  public static ApiException l7PolicyArguments(String field, String detail) {
    return ApiException.fault(
        400,
        "Invalid L7 Policy arguments: " + detail,
        new Reason(Code.INVALID, field, null, detail));
  }

  /** 400: an L7 policy that does nothing. */
  public static ApiException noL7PolicyAction() {
    return ApiException.fault(
        400,
        "Invalid L7 Policy action specified: None",
        new Reason(Code.INVALID, "action", null, "it must be one of the actions"));
  }

  /** 400: certificates that the references do not lead to. */
  public static ApiException unreadableCertificates(List<String> references) {
    String quoted = String.join(", ", references.stream().map(ref -> "'" + ref + "'").toList());
    return ApiException.fault(
        400,
        "Could not retrieve certificate: [" + quoted + "]",
        new Reason(
            Code.NOT_FOUND, null, quoted, "each reference must lead to a certificate in PEM"));
  }

  /** 400: a name in a tree that nothing there has. */
  public static ApiException undefinedPool(String name) {
    return validation(
        "default_pool", "Pool '" + name + "' was referenced but no full definition was found.");
  }

  /** 403: no reason beside it, as for every 403. */
  public static ApiException quota(String resource) {
    return ApiException.bareFault(403, "Quota has been met for resources: " + resource);
  }

  /** 403. */
  public static ApiException forbidden() {
    return ApiException.bareFault(403, "Policy does not allow this request to be performed.");
  }

  /** 501: the provider cannot carry it. */
  public static ApiException unsupportedOption(String provider, String reason) {
    return ApiException.fault(
        501,
        "Provider '" + provider + "' does not support a requested option: " + reason,
        new Reason(Code.UNSUPPORTED, null, null, reason));
  }

  /** 501: the provider does not know how to do it at all. */
  public static ApiException providerNotImplemented(String provider, String reason) {
    return ApiException.fault(
        501,
        "Provider '" + provider + "' does not support a requested action: " + reason,
        new Reason(Code.UNSUPPORTED, null, null, reason));
  }

  /** 400. */
  public static ApiException providerNotEnabled(String provider) {
    return ApiException.fault(
        400,
        "Provider '" + provider + "' is not enabled.",
        new Reason(Code.DISABLED, "provider", provider, "it must be an enabled provider"));
  }

  /** 400: filters that do not exist, or twice the same. */
  public static ApiException invalidFilter(String name) {
    return ApiException.fault(
        400,
        "One or more arguments are either duplicate or invalid",
        new Reason(
            Code.UNKNOWN_ARGUMENT, name, null, "a filter names an attribute, and only once"));
  }

  /** 400. */
  public static ApiException invalidMarker(String marker) {
    return ApiException.fault(
        400,
        "Supplied pagination marker '" + marker + "' is not valid.",
        new Reason(Code.NOT_FOUND, "marker", marker, "it is the id of an object of the list"));
  }

  /** 400. */
  public static ApiException invalidSortKey(String key) {
    return ApiException.fault(
        400,
        "Supplied sort key '" + key + "' is not valid.",
        new Reason(Code.INVALID, "sort", key, "it names a single-valued attribute"));
  }

  /** 400, said before the typed layer. */
  public static ApiException badParameter(String description) {
    return ApiException.routing(400, "Bad Request", description);
  }

  private static String none(@Nullable String value) {
    return value == null ? "None" : value;
  }
}
