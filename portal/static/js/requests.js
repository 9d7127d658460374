// What a person sees while the server is asked, and when it cannot be reached. Event names of htmx 4, then of htmx 2.
(() => {
  const notice = document.getElementById("trouble");
  const sentence = notice && notice.querySelector("[data-sentence]");
  const usual = sentence && sentence.textContent;
  let asked = null;

  const source = (event) => (event.detail.ctx ? event.detail.ctx.sourceElement : event.detail.elt);
  const target = (event) => (event.detail.ctx ? event.detail.ctx.target : event.detail.target);
  const busy = (state) => (event) => {
    const place = target(event);
    if (!(place instanceof Element) || place === source(event) || place === document.body) return;
    if (!place.matches("form, input, select, textarea")) place.setAttribute("aria-busy", state);
  };
  const explanation = (event) => {
    const { ctx, xhr } = event.detail;
    const status = ctx ? ctx.response && ctx.response.status : xhr && xhr.status;
    if (!status || status >= 500) return usual;
    const page = new DOMParser().parseFromString((ctx ? ctx.text : xhr.responseText) || "", "text/html");
    const heading = page.querySelector(".lead") || page.querySelector("h1");
    return heading ? heading.textContent.trim() : usual;
  };
  const isShown = (event) => {
    const { ctx, xhr } = event.detail;
    const status = ctx ? ctx.response && ctx.response.status : xhr && xhr.status;
    return status === 422 || status === 409;
  };
  const tell = (event) => {
    const from = source(event);
    if (!notice || isShown(event) || !(from instanceof Element) || from.closest("[data-quiet]")) return;
    const { ctx, pathInfo, requestConfig } = event.detail;
    asked = {
      from,
      verb: ctx ? ctx.request.method : requestConfig && requestConfig.verb,
      path: ctx ? ctx.request.action : pathInfo && pathInfo.requestPath,
    };
    sentence.textContent = explanation(event);
    notice.hidden = false;
    (from.closest("form") || target(event) || from).after(notice);
    const status = document.getElementById("announce");
    if (status) status.textContent = sentence.textContent;
  };
  const recover = (event) => {
    const from = source(event);
    if (notice && !(from instanceof Element && from.closest("[data-quiet]"))) notice.hidden = true;
  };

  const on = (names, act) => names.forEach((name) => document.addEventListener(name, act));
  on(["htmx:before:request", "htmx:beforeRequest"], busy("true"));
  on(["htmx:finally:request", "htmx:afterRequest"], busy("false"));
  on(["htmx:before:request", "htmx:beforeRequest"], recover);
  on(["htmx:error", "htmx:response:error", "htmx:sendError", "htmx:timeout", "htmx:responseError"], tell);

  const retry = notice && notice.querySelector("[data-retry]");
  if (retry) retry.addEventListener("click", () => {
    if (asked && asked.verb && asked.path) window.htmx.ajax(asked.verb, asked.path, { source: asked.from });
  });
})();
