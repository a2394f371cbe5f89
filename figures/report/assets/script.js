// The pages can be read without this: it filters the list of claims and unfolds everything for the printer.
(() => {
  const folded = [];
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details:not([open])")) {
      details.open = true;
      folded.push(details);
    }
  });
  addEventListener("afterprint", () => {
    for (const details of folded.splice(0)) details.open = false;
  });

  const topics = document.querySelector(".topics details");
  if (topics && matchMedia("(max-width: 54rem)").matches) topics.open = false;

  const rows = [...document.querySelectorAll("#claims tr")];
  if (!rows.length) return;
  const filter = document.getElementById("filter");
  const words = document.getElementById("words");
  const verdict = document.getElementById("verdict");
  const found = document.getElementById("found");
  const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/[^\p{L}\p{N}]+/gu, " ");
  const verdicts = rows.map((row) => row.querySelector(".badge").classList[1].toUpperCase());
  const texts = rows.map((row) => plain(row.textContent));

  const show = () => {
    const wanted = plain(words.value).split(" ").filter(Boolean);
    let shown = 0;
    rows.forEach((row, n) => {
      const fits = wanted.every((word) => texts[n].includes(word)) && (!verdict.value || verdicts[n] === verdict.value);
      row.hidden = !fits;
      shown += fits;
    });
    found.textContent = shown === rows.length ? `${shown} claims` : `${shown} of ${rows.length} claims`;
  };
  const asked = new URLSearchParams(location.search);
  words.value = asked.get("q") ?? "";
  verdict.value = asked.get("verdict") ?? "";
  if (verdict.selectedIndex < 0) verdict.value = "";
  filter.hidden = false;
  filter.addEventListener("input", show);
  filter.addEventListener("submit", (event) => event.preventDefault());
  show();
})();
