package octavia.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One condition of an L7 policy.
 *
 * @param key name of the header, cookie or field of a distinguished name
 * @param value compared with; for REGEX a regular expression
 * @param invert true if the condition holds where the comparison does not
 */
public record L7Rule(
    String id,
    @Nullable String projectId,
    String l7PolicyId,
    boolean adminStateUp,
    Type type,
    CompareType compareType,
    @Nullable String key,
    String value,
    boolean invert,
    ProvisioningStatus provisioningStatus,
    OperatingStatus operatingStatus,
    List<String> tags,
    Instant createdAt,
    @Nullable Instant updatedAt) {

  public L7Rule {
    tags = List.copyOf(tags);
  }

  /** What of the request is looked at. */
  public enum Type {
    HOST_NAME,
    PATH,
    FILE_TYPE,
    HEADER,
    COOKIE,
    SSL_CONN_HAS_CERT,
    SSL_VERIFY_RESULT,
    SSL_DN_FIELD
  }

  /** How it is compared. */
  public enum CompareType {
    REGEX,
    STARTS_WITH,
    ENDS_WITH,
    CONTAINS,
    EQUAL_TO
  }
}
