package ai.levqor.billing;

import ai.levqor.config.BillingSettings;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The plans from the smallest to the largest, with the provider's prices; which of them a user has. */
final class Plans {
    static final String FREE = "free";
    private static final String PRO = "pro";
    private static final String ENTERPRISE = "enterprise";

    private final Map<String, List<String>> prices = new LinkedHashMap<>();

    private Plans(List<String> pro, List<String> enterprise) {
        prices.put(FREE, List.of());
        prices.put(PRO, pro);
        prices.put(ENTERPRISE, enterprise);
    }

    static Plans of(BillingSettings settings) {
        return new Plans(settings.pricePro(), settings.priceEnterprise());
    }

    /** Those of the settings, and where they name none, made-up ones. */
    static Plans standIn(BillingSettings settings) {
        return new Plans(
                settings.pricePro().isEmpty() ? List.of("price_stand_in_pro") : settings.pricePro(),
                settings.priceEnterprise().isEmpty()
                        ? List.of("price_stand_in_enterprise")
                        : settings.priceEnterprise());
    }

    /** The prices of each plan. */
    Map<String, List<String>> prices() {
        return prices;
    }

    /** The plan that a price is for; free where it is for none of ours. */
    String of(@Nullable String priceId) {
        for (var plan : prices.entrySet()) {
            if (plan.getValue().contains(priceId)) {
                return plan.getKey();
            }
        }
        return FREE;
    }

    /** Whether a plan has this price. */
    boolean has(String priceId) {
        return prices.values().stream().anyMatch(ids -> ids.contains(priceId));
    }

    /** The largest plan that the subscriptions give at this time. */
    String largest(Collection<Standing> subscriptions, long now) {
        List<String> order = List.copyOf(prices.keySet());
        int largest = subscriptions.stream()
                .filter(subscription -> subscription.counts(now))
                .mapToInt(subscription -> order.indexOf(of(subscription.priceId())))
                .max()
                .orElse(0);
        return order.get(largest);
    }
}
