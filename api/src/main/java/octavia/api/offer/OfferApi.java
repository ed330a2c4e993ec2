package octavia.api.offer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import octavia.api.body.Attributes;
import octavia.api.body.Body;
import octavia.api.body.Given;
import octavia.api.call.Call;
import octavia.api.call.Routes;
import octavia.api.call.View;
import octavia.api.change.Services;
import octavia.api.error.ApiException;
import octavia.api.error.Faults;
import octavia.api.listing.Resource;
import octavia.http.Response;
import octavia.store.Transaction;
import octavia.store.object.Reading;
import octavia.store.object.Reading.Piece;
import octavia.store.offer.Line;
import octavia.store.offer.Offer;
import octavia.store.offer.Offers;
import org.jspecify.annotations.Nullable;

/** The calls on flavors, or on availability zones. */
public final class OfferApi implements Resource.Rows<Offer> {
  private final Services services;
  private final OfferWords words;
  private final Resource<Offer> offers;

  private OfferApi(Services services, OfferWords words) {
    this.services = services;
    this.words = words;
    this.offers =
        new Resource<>(
            services,
            new Resource.Words(words.name(), words.key(), words.keys(), words.rulePrefix()),
            this);
  }

  /** Adds the routes of both lines of offers, and those of their profiles. */
  public static void routes(Services services, Routes routes) {
    for (OfferWords words : List.of(OfferWords.FLAVOR, OfferWords.AVAILABILITY_ZONE)) {
      new OfferApi(services, words).routes(routes);
      new ProfileApi(services, words).routes(routes);
    }
  }

  private void routes(Routes routes) {
    String one = words.path() + "/{id}";
    routes
        .on("GET", words.path(), offers::listAll)
        .on("POST", words.path(), this::create)
        .on("GET", one, offers::showToAll)
        .on("PUT", one, this::update)
        .on("DELETE", one, this::delete)
        .misplaced(words.path(), words.argument(), "PUT", "DELETE");
  }

  /** What a request says of an offer. */
  private record Fields(
      Given<String> name,
      Given<String> description,
      Given<Boolean> enabled,
      Given<String> profileId) {

    Optional<String> nullField() {
      return name.isNull()
          ? Optional.of("name")
          : enabled.isNull() ? Optional.of("enabled") : Optional.empty();
    }
  }

  private Fields readNew(Call call) {
    return Body.read(
        call.request(),
        words.argument(),
        words.key(),
        List.of("name", "description", "enabled", words.profileIdField()),
        body ->
            new Fields(
                body.required().text("name"),
                body.text("description"),
                body.flag("enabled"),
                body.required().uuid(words.profileIdField())));
  }

  private Fields readUpdate(Call call) {
    boolean named = words.line() == Line.FLAVOR; // the name of a zone is its key
    return Body.read(
        call.request(),
        words.argument(),
        words.key(),
        named ? List.of("name", "description", "enabled") : List.of("description", "enabled"),
        body -> change(body, named));
  }

  private static Fields change(Attributes body, boolean named) {
    return new Fields(
        named ? body.text("name") : Given.absent(),
        body.text("description"),
        body.flag("enabled"),
        Given.absent());
  }

  private Response create(Call call) {
    call.allowParameters();
    Fields fields = readNew(call);
    require(call, "post");
    refuseNull(fields);
    String name = fields.name().or("");
    @Nullable String profileId = fields.profileId().orNull();
    if (profileId == null) {
      throw Faults.invalidOption(words.profileIdField(), "None", words.profileIdField());
    }
    String key = words.line() == Line.FLAVOR ? services.ids().get() : name;
    return services
        .store()
        .transaction(
            "create-offer",
            tx -> {
              if (tx.profiles(words.line()).lock(profileId).isEmpty()) {
                throw Faults.subresourceNotFound(
                    words.unknownProfile(), words.profileIdField(), profileId);
              }
              Offers rows = tx.offers(words.line());
              if (rows.isNamed(name)) {
                throw Faults.duplicateName(words.duplicate(), name);
              }
              rows.insert(
                  new Offer(
                      key,
                      name,
                      fields.description().or(""),
                      fields.enabled().or(true),
                      profileId));
              return offers.answer(tx, 201, key);
            });
  }

  private Response update(Call call) {
    call.allowParameters();
    Fields fields = readUpdate(call);
    require(call, "put");
    refuseNull(fields);
    String key = keyOf(call);
    return services
        .store()
        .transaction(
            "update-offer",
            tx -> {
              Offers rows = tx.offers(words.line());
              Offer before = rows.lock(key).orElseThrow(() -> unknown(key));
              String name = fields.name().or(before.name());
              if (!name.equals(before.name()) && rows.isNamed(name)) {
                throw Faults.duplicateName(words.duplicate(), name);
              }
              rows.update(
                  new Offer(
                      key,
                      name,
                      fields.description().or(before.description(), ""),
                      fields.enabled().or(before.enabled()),
                      before.profileId()));
              return offers.answer(tx, 200, key);
            });
  }

  /** The columns take no null, and there is no default to go back to. */
  private static void refuseNull(Fields fields) {
    fields
        .nullField()
        .ifPresent(field -> {
          throw Faults.invalidOption(field, "None", field);
        });
  }

  private Response delete(Call call) {
    call.allowParameters();
    require(call, "delete");
    String key = keyOf(call);
    return services
        .store()
        .transaction(
            "delete-offer",
            tx -> {
              Offers rows = tx.offers(words.line());
              if (rows.lock(key).isEmpty()) {
                throw unknown(key);
              }
              if (!rows.delete(key)) {
                throw Faults.inUse(words.name(), key);
              }
              return Response.empty(204);
            });
  }

  private String keyOf(Call call) {
    return words.line() == Line.FLAVOR ? call.id("id") : call.request().parameter("id");
  }

  private void require(Call call, String action) {
    services
        .policy()
        .require(call.caller(), words.rulePrefix() + ":" + action, call.caller().projectId());
  }

  private ApiException unknown(String key) {
    return Faults.notFound(words.name(), key);
  }

  @Override
  public Optional<Offer> find(Transaction tx, String key) {
    return tx.offers(words.line()).find(key);
  }

  @Override
  public Piece<Offer> list(Transaction tx, Reading reading) {
    return Piece.whole(reading, tx.offers(words.line())::list);
  }

  @Override
  public String idOf(Offer offer) {
    return offer.key();
  }

  @Override
  public @Nullable String projectOf(Offer offer) {
    return null;
  }

  @Override
  public List<View> views(Transaction tx, List<Offer> shown) {
    List<View> views = new ArrayList<>();
    for (Offer offer : shown) {
      View view = new View();
      if (words.line() == Line.FLAVOR) {
        view.put("id", offer.key());
      }
      views.add(
          view.put("name", offer.name())
              .put("description", offer.description())
              .put("enabled", offer.enabled())
              .put(words.profileIdField(), offer.profileId()));
    }
    return views;
  }
}
