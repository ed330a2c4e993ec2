package octavia.store.object;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import octavia.store.listing.Listing;

/**
 * What is still to be read of a listing, which is read piece by piece, so that a long one never is
 * in memory as a whole. Pieces may be read in transactions of their own: what is there from the
 * first to the last is read exactly once, also if its attributes change meanwhile.
 */
public sealed interface Reading {
  /** Rows of a piece at the most. */
  int PIECE = 128;

  /** All of a listing. */
  static Reading of(Listing listing) {
    return new Beginning(listing);
  }

  /**
   * Some objects of a listing, in its order.
   *
   * @param rest how to go on; empty where nothing is left
   * @param full true of the last piece where as many rows were found as the listing may have: there
   *     may be more after them
   */
  record Piece<T>(List<T> objects, Optional<Reading> rest, boolean full) {
    public Piece {
      objects = List.copyOf(objects);
    }

    /** A listing of a kind that is read in one piece, as there are never many. */
    public static <T> Piece<T> whole(Reading reading, Function<Listing, List<T>> list) {
      return switch (reading) {
        case Beginning(Listing listing) -> {
          List<T> all = list.apply(listing);
          yield new Piece<>(all, Optional.empty(), all.size() >= listing.limit());
        }
        case After _, Beside _, Named _ ->
            throw new IllegalArgumentException("read already: " + reading);
      };
    }
  }

  /** Nothing was read yet. */
  record Beginning(Listing listing) implements Reading {}

  /**
   * A plain listing, whose order never changes, goes on after a row.
   *
   * @param listing of the rows that are left
   */
  record After(Listing listing, Place last) implements Reading {}

  /**
   * Any other, of which a piece was read. Now the ids of all rows are, and then the rest by them.
   */
  record Beside(Listing listing, Set<String> read) implements Reading {}

  /**
   * The rows of these ids, in this order.
   *
   * @param full as that of the last piece
   */
  record Named(List<String> ids, boolean full) implements Reading {}

  /** Where a row stands in the usual order. */
  record Place(LocalDateTime createdAt, String id) {}
}
