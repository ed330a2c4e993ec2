package octavia.api.member;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import octavia.api.body.Addresses;
import octavia.api.error.ApiException;
import octavia.api.error.Faults;
import octavia.api.error.Reason;
import octavia.api.error.Reason.Code;
import octavia.api.settings.RuleSettings;
import octavia.cloud.network.NetworkDriver;
import octavia.model.Member;
import octavia.model.OperatingStatus;
import octavia.model.Pool;
import octavia.model.ProvisioningStatus;
import octavia.store.Transaction;
import org.jspecify.annotations.Nullable;

/** Makes members of drafts, or says why not. */
public final class MemberMaker {
  private final RuleSettings settings;
  private final NetworkDriver network;
  private final Supplier<String> ids;

  public MemberMaker(RuleSettings settings, NetworkDriver network, Supplier<String> ids) {
    this.settings = settings;
    this.network = network;
    this.ids = ids;
  }

  /** Looks up what the draft names; not for use inside a transaction. */
  public void checkOutside(MemberDraft draft) {
    checkAllOutside(List.of(draft));
  }

  private void checkAddress(MemberDraft draft) {
    @Nullable String address = draft.address();
    if (address == null) {
      throw Faults.invalidOption("address", "None", "address");
    }
    for (String reserved : settings.reservedIps()) {
      if (Addresses.same(address, reserved)) {
        throw Faults.invalidOption("address", address, "member address");
      }
    }
  }

  private void checkSubnet(String subnetId) {
    if (network.subnet(subnetId).isEmpty()) {
      throw Faults.subresourceNotFound("Subnet", "subnet_id", subnetId);
    }
  }

  /** As {@link #checkOutside}, looking up each subnet once. */
  void checkAllOutside(List<MemberDraft> drafts) {
    Set<String> known = new HashSet<>();
    for (MemberDraft draft : drafts) {
      checkAddress(draft);
      @Nullable String subnetId = draft.subnetId();
      if (subnetId != null && known.add(subnetId)) {
        checkSubnet(subnetId);
      }
    }
  }

  /**
   * The member that a draft describes.
   *
   * @param others that the pool has already
   * @param monitored true if the pool has a health monitor
   */
  public Member make(
      Transaction tx, Pool pool, MemberDraft draft, List<Member> others, boolean monitored) {
    MemberFields fields = draft.fields();
    if (draft.requestSriov()) {
      throw ApiException.fault(
          400,
          "The load balancer flavor does not allow SR-IOV member ports.",
          new Reason(Code.DISABLED, "request_sriov", "true", "the flavor must allow it"));
    }
    String address = draft.address();
    if (address == null) {
      throw Faults.invalidOption("address", "None", "address");
    }
    Integer port = draft.protocolPort();
    if (port == null) {
      throw Faults.invalidOption("protocol_port", "None", "protocol_port");
    }
    for (Member other : others) {
      if (other.protocolPort() == port && other.address().equals(address)) {
        throw Faults.duplicateMember(address, port);
      }
    }
    return new Member(
        ids.get(),
        pool.projectId(),
        pool.id(),
        fields.name().or(""),
        fields.adminStateUp().or(true, false),
        address,
        port,
        fields.weight().or(1),
        fields.backup().or(false),
        draft.subnetId(),
        fields.monitorAddress().orNull(),
        fields.monitorPort().orNull(),
        "normal",
        ProvisioningStatus.PENDING_CREATE,
        monitored ? OperatingStatus.OFFLINE : OperatingStatus.NO_MONITOR,
        fields.tags().or(List.of()),
        tx.now(),
        null);
  }
}
