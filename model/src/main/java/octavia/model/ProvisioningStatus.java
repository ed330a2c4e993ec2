package octavia.model;

/** What the service is doing to an object (API: {@code provisioning_status}). */
public enum ProvisioningStatus {
  ACTIVE,
  PENDING_CREATE,
  PENDING_UPDATE,
  PENDING_DELETE,
  DELETED,
  ERROR;

  /** True while a work order for the object is under way and it may not be changed. */
  public boolean isPending() {
    return switch (this) {
      case PENDING_CREATE, PENDING_UPDATE, PENDING_DELETE -> true;
      case ACTIVE, DELETED, ERROR -> false;
    };
  }
}
