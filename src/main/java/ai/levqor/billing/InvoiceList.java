package ai.levqor.billing;

import ai.levqor.bus.Page;
import ai.levqor.bus.Request;

/** Which invoices of a user to list. */
record InvoiceList(String userId, Page page, Position at) {
    static InvoiceList of(Request request) {
        Page page = Page.of(request);
        return new InvoiceList(request.text("user_id"), page, Position.of(page));
    }
}
