package octavia.api.offer;

import java.util.List;
import java.util.Optional;
import octavia.api.body.Body;
import octavia.api.body.Given;
import octavia.api.call.Call;
import octavia.api.call.Routes;
import octavia.api.call.View;
import octavia.api.change.Services;
import octavia.api.error.Faults;
import octavia.api.listing.Resource;
import octavia.http.Response;
import octavia.store.Transaction;
import octavia.store.object.Reading;
import octavia.store.object.Reading.Piece;
import octavia.store.offer.Profile;
import octavia.store.offer.Profiles;
import org.jspecify.annotations.Nullable;

/** The calls on profiles of flavors, or of availability zones. */
final class ProfileApi implements Resource.Rows<Profile> {
  private static final int MAX_DATA = 4096;

  private final Services services;
  private final OfferWords words;
  private final OfferRules rules;
  private final Resource<Profile> profiles;

  ProfileApi(Services services, OfferWords words) {
    this.services = services;
    this.words = words;
    this.rules = new OfferRules(services.providers());
    this.profiles =
        new Resource<>(
            services,
            new Resource.Words(
                words.unknownProfile(),
                words.profileKey(),
                words.profileKeys(),
                words.profileLinks(),
                words.profileRulePrefix()),
            this);
  }

  void routes(Routes routes) {
    String one = words.profilePath() + "/{id}";
    routes
        .on("GET", words.profilePath(), profiles::listAll)
        .on("POST", words.profilePath(), this::create)
        .on("GET", one, profiles::showToAll)
        .on("PUT", one, this::update)
        .on("DELETE", one, this::delete)
        .misplaced(words.profilePath(), words.profileArgument(), "PUT", "DELETE");
  }

  /** What a request says of a profile. */
  private record Fields(Given<String> name, Given<String> providerName, Given<String> data) {}

  private Fields read(Call call, boolean mandatory) {
    return Body.read(
        call.request(),
        words.profileArgument(),
        words.profileKey(),
        List.of("name", "provider_name", words.data()),
        body ->
            new Fields(
                (mandatory ? body.required() : body).text("name"),
                (mandatory ? body.required() : body).text("provider_name"),
                (mandatory ? body.required() : body).text(words.data(), 0, MAX_DATA)));
  }

  private Response create(Call call) {
    call.allowParameters();
    Fields fields = read(call, true);
    require(call, "post");
    refuseNull(fields);
    Profile profile =
        new Profile(
            services.ids().get(),
            fields.name().or(""),
            fields.providerName().or(""),
            fields.data().or(""));
    rules.check(words.line(), profile);
    return services
        .store()
        .transaction(
            "create-profile",
            tx -> {
              tx.profiles(words.line()).insert(profile);
              return profiles.answer(tx, 201, profile.id());
            });
  }

  private Response update(Call call) {
    call.allowParameters();
    Fields fields = read(call, false);
    require(call, "put");
    refuseNull(fields);
    String id = call.id("id");
    return services
        .store()
        .transaction(
            "update-profile",
            tx -> {
              Profiles rows = tx.profiles(words.line());
              Profile before =
                  rows.lock(id).orElseThrow(() -> Faults.notFound(words.unknownProfile(), id));
              if ((fields.data().isSent() || fields.providerName().isSent())
                  && tx.offers(words.line()).usesProfile(id)) {
                throw Faults.inUse(words.profileName(), id);
              }
              Profile changed =
                  new Profile(
                      id,
                      fields.name().or(before.name()),
                      fields.providerName().or(before.providerName()),
                      fields.data().or(before.data()));
              if (fields.data().isSent()) {
                rules.check(words.line(), changed);
              }
              rows.update(changed);
              return profiles.answer(tx, 200, id);
            });
  }

  private void refuseNull(Fields fields) {
    refuseNull("name", fields.name());
    refuseNull("provider_name", fields.providerName());
    refuseNull(words.data(), fields.data());
  }

  private static void refuseNull(String field, Given<String> given) {
    if (given.isNull()) {
      throw Faults.invalidOption(field, "None", field);
    }
  }

  private Response delete(Call call) {
    call.allowParameters();
    require(call, "delete");
    String id = call.id("id");
    return services
        .store()
        .transaction(
            "delete-profile",
            tx -> {
              Profiles rows = tx.profiles(words.line());
              if (rows.lock(id).isEmpty()) {
                throw Faults.notFound(words.profileName(), id);
              }
              if (tx.offers(words.line()).usesProfile(id)) {
                throw Faults.inUse(words.profileName(), id);
              }
              rows.delete(id);
              return Response.empty(204);
            });
  }

  private void require(Call call, String action) {
    services
        .policy()
        .require(
            call.caller(), words.profileRulePrefix() + ":" + action, call.caller().projectId());
  }

  @Override
  public Optional<Profile> find(Transaction tx, String id) {
    return tx.profiles(words.line()).find(id);
  }

  @Override
  public Piece<Profile> list(Transaction tx, Reading reading) {
    return Piece.whole(reading, tx.profiles(words.line())::list);
  }

  @Override
  public String idOf(Profile profile) {
    return profile.id();
  }

  @Override
  public @Nullable String projectOf(Profile profile) {
    return null;
  }

  @Override
  public List<View> views(Transaction tx, List<Profile> shown) {
    return shown.stream()
        .map(profile ->
            new View()
                .put("id", profile.id())
                .put("name", profile.name())
                .put("provider_name", profile.providerName())
                .put(words.data(), profile.data()))
        .toList();
  }
}
