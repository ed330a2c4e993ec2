package octavia.api.loadbalancer;

import java.time.Duration;
import java.util.List;
import octavia.api.change.Changes;
import octavia.api.change.Services;
import octavia.api.error.ApiException;
import octavia.api.error.Faults;
import octavia.api.error.Reason;
import octavia.api.error.Reason.Code;
import octavia.api.identity.Caller;
import octavia.api.offer.OfferRules;
import octavia.cloud.CloudException;
import octavia.cloud.network.NetworkDriver;
import octavia.model.LoadBalancer;
import octavia.model.OperatingStatus;
import octavia.model.ProvisioningStatus;
import octavia.model.Vip;
import octavia.store.Transaction;
import octavia.store.object.Kind;
import octavia.store.work.WorkOrders.WorkOrder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Makes a load balancer. The answer must have the VIP's address, which the network driver assigns,
 * so this is two transactions with a call outside between them: rows, quota and a work order that
 * is held back; then the VIP's port; then its address, and the order is let go. A process that dies
 * in between leaves the order, whose hold ends by itself, and the reconciler goes on from there.
 */
final class Creation {
  private static final Logger LOG = LoggerFactory.getLogger(Creation.class);

  /**
   * Longer than a network driver's call takes as a rule. Where one takes longer, the reconciler
   * goes on, and both find the same port.
   */
  private static final Duration HOLD = Duration.ofSeconds(30);

  private static final String WHAT = "create-load-balancer";

  private final Services services;
  private final NetworkDriver network;
  private final VipRules vips;
  private final OfferRules offers;
  private final Tree tree;
  private final String owner;

  Creation(Services services, NetworkDriver network) {
    this.services = services;
    this.network = network;
    this.vips = new VipRules(services.settings().vip(), network);
    this.offers = new OfferRules(services.providers());
    this.tree = new Tree(services, network);
    this.owner = "api-" + services.ids().get();
  }

  /** How what was made is read, in the transaction that ends its making. */
  interface Answer<T> {
    T of(Transaction tx, LoadBalancer made, boolean alone);
  }

  /**
   * Makes the load balancer.
   *
   * @param answer is told whether it is alone: that nothing is below it
   */
  <T> T create(LoadBalancerFields.New request, Caller caller, Answer<T> answer) {
    String projectId = projectOf(request, caller);
    services.policy().require(caller, "os_load-balancer_api:loadbalancer:post", projectId);
    if (request.fields().vipSgIds().isSent()) {
      services
          .policy()
          .require(caller, "os_load-balancer_api:loadbalancer:post:vip_sg_ids", projectId);
    }
    LoadBalancer wanted = wanted(request, projectId);
    Tree.Plan plan = tree.plan(request.listeners(), request.pools());
    MDC.put(Changes.LOAD_BALANCER, wanted.id());
    services.store().transaction(WHAT, tx -> insert(tx, wanted, plan, caller));
    Vip vip;
    try {
      vip = network.allocateVip(wanted);
    } catch (CloudException e) {
      undo(wanted, e);
      throw refused(e);
    }
    return services
        .store()
        .transaction(WHAT + "-vip", tx -> answer.of(tx, start(tx, wanted, vip), plan.isEmpty()));
  }

  private static String projectOf(LoadBalancerFields.New request, Caller caller) {
    @Nullable String projectId = request.projectId().orNull();
    if (projectId == null) {
      projectId = caller.projectId();
    }
    if (projectId == null || projectId.isEmpty()) {
      throw Faults.validation(
          "project_id",
          "Missing project ID in request where one is required. An administrator should check the"
              + " keystone settings in the Octavia configuration.");
    }
    return projectId;
  }

  private LoadBalancer wanted(LoadBalancerFields.New request, String projectId) {
    vips.checkNamed(request.vip());
    if (request.flavorId().isNull()) {
      throw Faults.validation("flavor_id", "Invalid flavor_id.");
    }
    if (request.availabilityZone().isNull()) {
      throw Faults.validation("availability_zone", "Invalid availability zone.");
    }
    @Nullable String flavorId = request.flavorId().orNull();
    @Nullable String zone = request.availabilityZone().orNull();
    OfferRules.Chosen chosen =
        flavorId == null && zone == null
            ? OfferRules.Chosen.NOTHING
            : services.store().read(tx -> offers.choose(tx, flavorId, zone));
    LoadBalancerFields fields = request.fields();
    String provider = offers.provider(request.provider(), chosen, flavorId);
    offers.check(provider, chosen);
    Vip found =
        vips.complete(
            request.vip(),
            request.additionalVips(),
            fields.vipSgIds().or(List.of()),
            fields.vipQosPolicyId().orNull(),
            chosen.vipNetworks());
    Vip vip = chosen.directVip() ? direct(found) : found;
    return new LoadBalancer(
        services.ids().get(),
        projectId,
        fields.name().or(""),
        fields.description().or(""),
        fields.adminStateUp().or(true, false),
        ProvisioningStatus.PENDING_CREATE,
        OperatingStatus.OFFLINE,
        provider,
        chosen.topology().orElse(services.settings().rules().topology()),
        flavorId,
        zone,
        vip,
        fields.tags().or(List.of()),
        services.store().read(Transaction::now),
        null);
  }

  private static Vip direct(Vip vip) {
    if (!vip.sgIds().isEmpty()) {
      throw Faults.validation(
          "vip_sg_ids", "VIP Security Groups are not allowed with VNIC direct type");
    }
    return new Vip(
        vip.ipAddress(),
        vip.portId(),
        vip.subnetId(),
        vip.networkId(),
        vip.qosPolicyId(),
        vip.octaviaOwned(),
        "direct",
        vip.sgIds(),
        vip.additional());
  }

  private boolean insert(Transaction tx, LoadBalancer wanted, Tree.Plan plan, Caller caller) {
    services.quota().reserve(tx, wanted.projectId(), Kind.LOAD_BALANCER);
    tx.loadBalancers().insert(wanted);
    tree.insert(tx, wanted, plan);
    tx.workOrders().wantHeld(wanted.id(), WHAT, services.changes().deadline(), owner, HOLD);
    services.changes().event(tx, wanted.id(), WHAT, wanted.id(), caller);
    return true;
  }

  /** Writes what the driver assigned; the reconciler may have done so already, with the same. */
  private LoadBalancer start(Transaction tx, LoadBalancer wanted, Vip vip) {
    String id = wanted.id();
    // It may have been taken over and given up meanwhile.
    if (!tx.loadBalancers().hold(id)) {
      throw Faults.notFound("Load Balancer", id);
    }
    tx.loadBalancers().updateVip(id, vip);
    boolean untouched = tx.workOrders().letGo(id, owner);
    // Nobody but this call has had it in hand: what was written is what is there. Only lists come
    // back in another order, which is the database's.
    return untouched && !hasLists(wanted)
        ? wanted.withVip(vip)
        : tx.loadBalancers().find(id).orElseThrow();
  }

  private static boolean hasLists(LoadBalancer wanted) {
    Vip vip = wanted.vip();
    return wanted.tags().size() + vip.sgIds().size() + vip.additional().size() > 0;
  }

  /**
   * Takes the rows back, port first, unless the hold has ended and somebody else goes on. Where the
   * port cannot be removed the load balancer stays, to be deleted by the reconciler as soon as that
   * works.
   */
  private void undo(LoadBalancer wanted, CloudException cause) {
    if (!services.store().transaction(WHAT + "-hold", tx -> holdOn(tx, wanted.id()))) {
      LOG.warn("the VIP's port could not be made in time, the reconciler goes on", cause);
      return;
    }
    LOG.warn("the VIP's port cannot be made, the load balancer is taken back", cause);
    boolean clean = true;
    try {
      network.deallocateVip(wanted);
    } catch (CloudException e) {
      clean = false;
      LOG.warn("the VIP's port cannot be removed either, the reconciler will", e);
    }
    boolean portIsGone = clean;
    services.store().transaction(WHAT + "-undo", tx -> remove(tx, wanted, portIsGone));
  }

  /** True if the load balancer is still this call's to take back, for as long as a hold. */
  private boolean holdOn(Transaction tx, String id) {
    return tx.loadBalancers().hold(id) && tx.workOrders().holdOn(id, owner, HOLD);
  }

  private boolean remove(Transaction tx, LoadBalancer wanted, boolean portIsGone) {
    String id = wanted.id();
    if (!tx.loadBalancers().hold(id)) {
      return false;
    }
    boolean ours =
        tx.workOrders().find(id).map(WorkOrder::leaseOwner).filter(owner::equals).isPresent();
    if (!ours) {
      return false; // the hold has ended, and somebody else goes on
    }
    if (!portIsGone) {
      services.changes().delete(tx, Kind.LOAD_BALANCER, id, id);
      tx.workOrders().letGo(id, owner);
      return false;
    }
    Tree.remove(tx, wanted);
    tx.loadBalancers().delete(List.of(id));
    tx.workOrders().forget(id);
    String projectId = wanted.projectId();
    if (projectId != null) {
      tx.atTheEnd(() -> tx.quotas().release(projectId, Kind.LOAD_BALANCER, 1));
    }
    return true;
  }

  private static ApiException refused(CloudException e) {
    String reason = e.reason();
    return switch (e.kind()) {
      case NOT_FOUND ->
          ApiException.fault(400, reason, new Reason(Code.NOT_FOUND, "vip", null, reason), e);
      case INVALID, EXHAUSTED ->
          ApiException.fault(
              400,
              "Validation failure: " + reason,
              new Reason(Code.INVALID, "vip", null, reason),
              e);
      case CONFLICT ->
          ApiException.fault(
              409,
              "The VIP IP address is already in use: " + reason,
              new Reason(Code.DUPLICATE, "vip", null, reason),
              e);
      case FAILED ->
          ApiException.fault(503, reason, new Reason(Code.UNAVAILABLE, "vip", null, reason), e);
    };
  }
}
