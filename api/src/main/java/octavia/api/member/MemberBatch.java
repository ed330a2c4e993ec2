package octavia.api.member;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import octavia.api.error.Faults;
import octavia.model.Member;
import org.jspecify.annotations.Nullable;

/**
 * What a list of members means for those that a pool has. A member is known by its address and
 * port. Pure.
 *
 * @param added that the pool has not yet
 * @param changed that it has
 * @param removed that the list does not name
 */
record MemberBatch(
    List<MemberDraft> added, Map<Member, MemberDraft> changed, List<Member> removed) {

  /**
   * Compares.
   *
   * @param additive true removes nothing
   */
  static MemberBatch of(List<MemberDraft> drafts, List<Member> present, boolean additive) {
    List<MemberDraft> added = new ArrayList<>();
    Map<Member, MemberDraft> changed = new LinkedHashMap<>();
    for (MemberDraft draft : drafts) {
      @Nullable Member member =
          present.stream().filter(other -> isSame(other, draft)).findFirst().orElse(null);
      if (member == null) {
        added.add(draft);
      } else if (changed.put(member, draft) != null) {
        throw Faults.validation("members", "Member must be updated only once in the same request.");
      }
    }
    List<Member> removed =
        additive
            ? List.of()
            : present.stream().filter(member -> !changed.containsKey(member)).toList();
    return new MemberBatch(added, changed, removed);
  }

  private static boolean isSame(Member member, MemberDraft draft) {
    return member.address().equals(draft.address())
        && Objects.equals(member.protocolPort(), draft.protocolPort());
  }

  /** True if there is nothing to do. */
  boolean isEmpty() {
    return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
  }

  /**
   * A member after a batch: what has a default gets it where the request says nothing, the rest
   * stays.
   */
  static Member changed(Member member, MemberFields fields) {
    return new Member(
        member.id(),
        member.projectId(),
        member.poolId(),
        fields.name().or(member.name(), ""),
        fields.adminStateUp().or(true, false),
        member.address(),
        member.protocolPort(),
        fields.weight().or(1),
        fields.backup().or(false),
        member.subnetId(),
        fields.monitorAddress().orCurrent(member.monitorAddress()),
        fields.monitorPort().orCurrent(member.monitorPort()),
        member.vnicType(),
        member.provisioningStatus(),
        member.operatingStatus(),
        fields.tags().or(member.tags()),
        member.createdAt(),
        member.updatedAt());
  }
}
