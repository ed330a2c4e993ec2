package octavia.api.listing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import octavia.api.call.Call;
import octavia.api.call.LongAnswers;
import octavia.api.call.View;
import octavia.api.change.Services;
import octavia.api.error.ApiException;
import octavia.api.error.Faults;
import octavia.api.identity.Caller;
import octavia.api.identity.Policy;
import octavia.api.settings.ListingSettings;
import octavia.http.Response;
import octavia.store.Store;
import octavia.store.Transaction;
import octavia.store.listing.ListingException;
import octavia.store.object.Reading;
import octavia.store.object.Reading.Piece;
import org.jspecify.annotations.Nullable;

/**
 * One kind of object, to be shown alone or in lists. Children are loaded for a whole page at once.
 *
 * @param <T> its record
 */
public final class Resource<T> {
  private final Store store;
  private final Policy policy;
  private final ListingSettings settings;
  private final LongAnswers longAnswers;
  private final Words words;
  private final Rows<T> rows;

  /**
   * How the API calls the kind.
   *
   * @param name in messages, such as {@code Load Balancer}
   * @param singular key of one object
   * @param plural key of a list
   * @param links key of the links beside a list
   * @param rule prefix of its policy rules
   */
  public record Words(String name, String singular, String plural, String links, String rule) {

    /** As above, with the usual key of the links of a list. */
    public Words(String name, String singular, String plural, String rule) {
      this(name, singular, plural, plural + "_links", rule);
    }
  }

  /** How the kind is read and shown. */
  public interface Rows<T> {
    Optional<T> find(Transaction tx, String id);

    Piece<T> list(Transaction tx, Reading reading);

    String idOf(T object);

    @Nullable String projectOf(T object);

    /** Views of all of them, in their order. */
    List<View> views(Transaction tx, List<T> objects);
  }

  public Resource(Services services, Words words, Rows<T> rows) {
    this.store = services.store();
    this.policy = services.policy();
    this.settings = services.settings().listing();
    this.longAnswers = services.longAnswers();
    this.words = words;
    this.rows = rows;
  }

  /** Answers with the object of path parameter {@code id}. */
  public Response show(Call call) {
    return store.read(tx -> {
      T object = find(tx, call.id("id"), call.caller(), "get_one");
      return Response.json(
          200,
          Map.of(
              words.singular,
              view(tx, object).select(Page.fields(call.request().query(), settings))));
    });
  }

  /** As {@link #show}, of an object that belongs to no project. */
  public Response showToAll(Call call) {
    policy.require(call.caller(), words.rule + ":get_one", call.caller().projectId());
    String id = call.id("id");
    return store.read(tx -> {
      T object = rows.find(tx, id).orElseThrow(() -> Faults.notFound(words.name, id));
      return Response.json(
          200,
          Map.of(
              words.singular,
              view(tx, object).select(Page.fields(call.request().query(), settings))));
    });
  }

  /** Answers with a list of all objects that the caller may see. */
  public Response list(Call call) {
    return list(call, Optional.empty());
  }

  /** Answers with a list of all objects, of whatever project, to those who may see all. */
  public Response listAll(Call call) {
    policy.require(call.caller(), words.rule + ":get_all", call.caller().projectId());
    return list(call, Optional.empty(), Optional.empty());
  }

  /** Answers with a list of the objects below a parent, which the caller may see. */
  public Response list(Call call, Optional<String> parentId) {
    return list(call, visibleProject(call, parentId), parentId);
  }

  private Response list(Call call, Optional<String> projectId, Optional<String> parentId) {
    Page page = Page.of(call.request().query(), settings, projectId, parentId);
    try {
      return new ListAnswer(
              words,
              reading -> store.read(tx -> part(tx, reading, page.fields())),
              span -> page.links(call, span, settings))
          .begin(Reading.of(page.listing()), longAnswers);
    } catch (ListingException e) {
      throw refused(e);
    }
  }

  private ListAnswer.Part part(Transaction tx, Reading reading, List<String> fields) {
    Piece<T> piece = rows.list(tx, reading);
    return new ListAnswer.Part(
        rows.views(tx, piece.objects()).stream().map(view -> view.select(fields)).toList(),
        piece.objects().stream().map(rows::idOf).toList(),
        piece.rest(),
        piece.full());
  }

  /**
   * The object, if the caller may do {@code action} with it.
   *
   * @throws ApiException 404 or 403
   */
  public T find(Transaction tx, String id, Caller caller, String action) {
    T object = rows.find(tx, id).orElseThrow(() -> Faults.notFound(words.name, id));
    policy.require(caller, words.rule + ":" + action, rows.projectOf(object));
    return object;
  }

  /** Answers a change with the object as it stands now. */
  public Response answer(Transaction tx, int status, String id) {
    T object = rows.find(tx, id).orElseThrow(() -> Faults.notFound(words.name, id));
    return Response.json(status, Map.of(words.singular, view(tx, object).select(List.of())));
  }

  /** The object as it is shown. */
  public View view(Transaction tx, T object) {
    return rows.views(tx, List.of(object)).getFirst();
  }

  /**
   * The listing's project: none for those who may see all. Others see their own alone; that they
   * ask for another is refused, not answered with an empty list.
   */
  private Optional<String> visibleProject(Call call, Optional<String> parentId) {
    Caller caller = call.caller();
    Optional<String> wanted = call.request().query().first("project_id");
    if (parentId.isPresent()
        || policy.allows(caller, words.rule + ":get_all-global", wanted.orElse(null))) {
      return Optional.empty();
    }
    String projectId =
        wanted.or(() -> Optional.ofNullable(caller.projectId())).orElseThrow(Faults::forbidden);
    policy.require(caller, words.rule + ":get_all", projectId);
    return Optional.of(projectId);
  }

  private static ApiException refused(ListingException e) {
    Function<String, ApiException> fault =
        switch (e.kind()) {
          case UNKNOWN_FILTER -> Faults::invalidFilter;
          case UNKNOWN_SORT_KEY -> Faults::invalidSortKey;
          case UNKNOWN_MARKER -> Faults::invalidMarker;
        };
    return fault.apply(e.value());
  }
}
