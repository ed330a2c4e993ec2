package octavia.cloud.identity.keystone;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Questions that several ask at the same time: one asks for all, and the others wait for what comes
 * of it, its failure too. So nobody waits longer than one question takes. For many threads.
 */
final class Together<T> {
  /** What is being asked at this moment; who puts a future here answers it. */
  private final Map<String, CompletableFuture<T>> asking = new ConcurrentHashMap<>();

  /**
   * The answer to the question of that name.
   *
   * @param question what this thread asks, if no other does at the moment
   */
  T ask(String name, Supplier<T> question) {
    CompletableFuture<T> mine = new CompletableFuture<>();
    CompletableFuture<T> other = asking.putIfAbsent(name, mine);
    if (other != null) {
      return result(other);
    }
    try {
      T answer = question.get();
      mine.complete(answer);
      return answer;
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      asking.remove(name);
    }
  }

  private static <T> T result(CompletableFuture<T> other) {
    try {
      return other.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
