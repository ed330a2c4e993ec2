package octavia.api.member;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import octavia.api.call.Call;
import octavia.api.call.Routes;
import octavia.api.call.View;
import octavia.api.change.Services;
import octavia.api.error.Faults;
import octavia.api.listing.Resource;
import octavia.cloud.network.NetworkDriver;
import octavia.http.Response;
import octavia.model.LoadBalancer;
import octavia.model.Member;
import octavia.model.Pool;
import octavia.model.ProvisioningStatus;
import octavia.store.Transaction;
import octavia.store.object.Kind;
import octavia.store.object.Reading;
import octavia.store.object.Reading.Piece;
import org.jspecify.annotations.Nullable;

/** The calls on the members of a pool. */
public final class MemberApi implements Resource.Rows<Member> {
  private static final String RULE = "os_load-balancer_api:member";

  private final Services services;
  private final MemberMaker maker;
  private final Resource<Member> members;

  public MemberApi(Services services, NetworkDriver network) {
    this.services = services;
    this.maker = new MemberMaker(services.settings().rules(), network, services.ids());
    this.members =
        new Resource<>(services, new Resource.Words("Member", "member", "members", RULE), this);
  }

  /** Adds the routes. */
  public void routes(Routes routes) {
    routes
        .on("GET", "/pools/{pool_id}/members", this::list)
        .on("POST", "/pools/{pool_id}/members", this::create)
        .on("PUT", "/pools/{pool_id}/members", this::replace)
        .on("GET", "/pools/{pool_id}/members/{id}", this::show)
        .on("PUT", "/pools/{pool_id}/members/{id}", this::update)
        .on("DELETE", "/pools/{pool_id}/members/{id}", this::delete)
        .misplaced("/pools/{pool_id}/members", "member_", "DELETE");
  }

  private Response list(Call call) {
    Pool pool = services.store().read(tx -> poolOf(tx, call));
    services.policy().require(call.caller(), RULE + ":get_all", pool.projectId());
    return members.list(call, Optional.of(pool.id()));
  }

  private Response show(Call call) {
    services.store().read(tx -> memberOf(tx, call, poolOf(tx, call), "get_one"));
    return members.show(call);
  }

  private Response create(Call call) {
    call.allowParameters();
    Pool parent = services.store().read(tx -> poolOf(tx, call));
    MemberDraft draft = MemberDraft.read(call.request());
    services.policy().require(call.caller(), RULE + ":post", parent.projectId());
    maker.checkOutside(draft);
    return services
        .store()
        .transaction(
            "create-member",
            tx -> {
              Pool pool = poolOf(tx, call);
              services.policy().require(call.caller(), RULE + ":post", pool.projectId());
              LoadBalancer loadBalancer = services.changes().lockForPartOf(tx, pool);
              Member member =
                  maker.make(tx, pool, draft, tx.members().of(pool.id()), isMonitored(tx, pool));
              services.quota().reserve(tx, pool.projectId(), Kind.MEMBER);
              validate(tx, loadBalancer, pool, List.of(member));
              tx.members().insert(member);
              services
                  .changes()
                  .recordPool(
                      tx, loadBalancer, pool.id(), "create-member", member.id(), call.caller());
              return members.answer(tx, 201, member.id());
            });
  }

  private static boolean isMonitored(Transaction tx, Pool pool) {
    return !tx.healthMonitors().of(pool.id()).isEmpty();
  }

  /** Asks the provider for its opinion of members of a pool that a listener sends to. */
  private void validate(
      Transaction tx, LoadBalancer loadBalancer, Pool pool, List<Member> members) {
    if (tx.listeners().idsUsing(List.of(pool.id())).containsKey(pool.id())) {
      for (Member member : members) {
        services
            .providers()
            .validate(loadBalancer, provider -> provider.validate(member, pool, loadBalancer));
      }
    }
  }

  /** Takes the list for the pool's members, or with {@code additive_only} for some of them. */
  private Response replace(Call call) {
    call.allowParameters("additive_only");
    boolean additive = call.flag("additive_only");
    services.store().read(tx -> poolOf(tx, call));
    List<MemberDraft> drafts = MemberDraft.readAll(call.request());
    MemberBatch outside = services.store().read(tx -> batch(tx, call, drafts, additive));
    maker.checkAllOutside(outside.added());
    return services
        .store()
        .transaction(
            "update-members",
            tx -> {
              Pool pool = poolOf(tx, call);
              LoadBalancer loadBalancer = services.changes().lockForPartOf(tx, pool);
              MemberBatch batch = batch(tx, call, drafts, additive);
              if (!batch.isEmpty()) {
                write(tx, loadBalancer, pool, batch);
                services
                    .changes()
                    .recordPool(
                        tx, loadBalancer, pool.id(), "update-members", pool.id(), call.caller());
              }
              return Response.empty(202);
            });
  }

  private MemberBatch batch(Transaction tx, Call call, List<MemberDraft> drafts, boolean additive) {
    Pool pool = poolOf(tx, call);
    services.policy().require(call.caller(), RULE + ":post", pool.projectId());
    services.policy().require(call.caller(), RULE + ":put", pool.projectId());
    if (!additive) {
      services.policy().require(call.caller(), RULE + ":delete", pool.projectId());
    }
    return MemberBatch.of(drafts, tx.members().of(pool.id()), additive);
  }

  private void write(Transaction tx, LoadBalancer loadBalancer, Pool pool, MemberBatch batch) {
    // What goes makes room, although it is still counted until it is gone.
    int added = batch.added().size();
    int beyond = Math.max(added - batch.removed().size(), 0);
    services.quota().reserve(tx, pool.projectId(), Kind.MEMBER, beyond);
    services.quota().add(tx, pool.projectId(), Kind.MEMBER, added - beyond);
    boolean monitored = isMonitored(tx, pool);
    List<Member> others = new ArrayList<>(tx.members().of(pool.id()));
    List<Member> made = new ArrayList<>();
    for (MemberDraft draft : batch.added()) {
      Member member = maker.make(tx, pool, draft, others, monitored);
      others.add(member);
      made.add(member);
    }
    validate(tx, loadBalancer, pool, made);
    tx.members().insert(made);
    List<String> changed = batch.changed().keySet().stream().map(Member::id).toList();
    services.changes().requireKept(tx, loadBalancer, "Member", changed);
    batch
        .changed()
        .forEach(
            (member, draft) -> tx.members().update(MemberBatch.changed(member, draft.fields())));
    tx.members().provisioning(changed, ProvisioningStatus.PENDING_UPDATE);
    List<String> removed = batch.removed().stream().map(Member::id).toList();
    services.changes().delete(tx, Kind.MEMBER, removed, loadBalancer.id());
  }

  private Response update(Call call) {
    call.allowParameters();
    services.store().read(tx -> poolOf(tx, call));
    MemberFields fields = MemberFields.readUpdate(call.request());
    return services
        .store()
        .transaction(
            "update-member",
            tx -> {
              Pool pool = poolOf(tx, call);
              String id = memberOf(tx, call, pool, "put").id();
              LoadBalancer loadBalancer = services.changes().lockForPartOf(tx, pool);
              Member changed = changed(memberOf(tx, call, pool, "put"), fields);
              services.changes().requireKept(tx, loadBalancer, "Member", id);
              tx.members().update(changed);
              tx.members().provisioning(List.of(id), ProvisioningStatus.PENDING_UPDATE);
              services
                  .changes()
                  .recordPool(tx, loadBalancer, pool.id(), "update-member", id, call.caller());
              return members.answer(tx, 200, id);
            });
  }

  private static Member changed(Member member, MemberFields fields) {
    return new Member(
        member.id(),
        member.projectId(),
        member.poolId(),
        fields.name().or(member.name(), ""),
        fields.adminStateUp().or(member.adminStateUp(), false),
        member.address(),
        member.protocolPort(),
        fields.weight().or(member.weight(), 1),
        fields.backup().or(member.backup(), false),
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

  private Response delete(Call call) {
    call.allowParameters();
    return services
        .store()
        .transaction(
            "delete-member",
            tx -> {
              Pool pool = poolOf(tx, call);
              memberOf(tx, call, pool, "delete");
              LoadBalancer loadBalancer = services.changes().lockForPartOf(tx, pool);
              String id = memberOf(tx, call, pool, "delete").id();
              services.changes().delete(tx, Kind.MEMBER, id, loadBalancer.id());
              services
                  .changes()
                  .recordPool(tx, loadBalancer, pool.id(), "delete-member", id, call.caller());
              return Response.empty(204);
            });
  }

  private static Pool poolOf(Transaction tx, Call call) {
    String poolId = call.id("pool_id");
    return tx.pools().find(poolId).orElseThrow(() -> Faults.parentNotFound("Pool", poolId));
  }

  private Member memberOf(Transaction tx, Call call, Pool pool, String action) {
    String id = call.id("id");
    if (tx.members().find(id).filter(member -> member.poolId().equals(pool.id())).isEmpty()) {
      throw Faults.notFound("Member", id);
    }
    return members.find(tx, id, call.caller(), action);
  }

  @Override
  public Optional<Member> find(Transaction tx, String id) {
    return tx.members().find(id);
  }

  @Override
  public Piece<Member> list(Transaction tx, Reading reading) {
    return tx.members().list(reading);
  }

  @Override
  public String idOf(Member member) {
    return member.id();
  }

  @Override
  public @Nullable String projectOf(Member member) {
    return member.projectId();
  }

  @Override
  public List<View> views(Transaction tx, List<Member> shown) {
    return shown.stream().map(MemberApi::view).toList();
  }

  /** The member as it is shown. */
  public static View view(Member member) {
    return new View()
        .put("id", member.id())
        .put("name", member.name())
        .put("operating_status", member.operatingStatus().name())
        .put("provisioning_status", member.provisioningStatus().name())
        .put("admin_state_up", member.adminStateUp())
        .put("address", member.address())
        .put("protocol_port", member.protocolPort())
        .put("weight", member.weight())
        .put("backup", member.backup())
        .put("subnet_id", member.subnetId())
        .put("project_id", member.projectId())
        .time("created_at", member.createdAt())
        .time("updated_at", member.updatedAt())
        .put("monitor_address", member.monitorAddress())
        .put("monitor_port", member.monitorPort())
        .put("tags", member.tags())
        .put("vnic_type", member.vnicType() == null ? "normal" : member.vnicType());
  }
}
