// For every page of the application, before any player is there.

/**
 * Let the address follow what is shown without filling the history: Streamlit makes an entry of
 * every change of it, so that going back after a talk would go through all its steps.
 */
(function keepOneEntryAPage() {
  const page = /** @type {{pushState: History["pushState"], dharna?: boolean}} */ (history);
  if (page.dharna) return;
  page.dharna = true;
  const push = history.pushState.bind(history);
  page.pushState = (state, unused, url) => {
    const to = new URL(url ?? "", location.href);
    if (to.origin + to.pathname === location.origin + location.pathname) {
      history.replaceState(state, unused, url);
    } else push(state, unused, url);
  };
})();
