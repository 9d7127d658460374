"""What the demo's crowd and its agent write, in English and French."""

PROBLEM = {
    "en": "We looked for “%(what)s” and followed what we found, but the problem stays.\n\n"
    "It began this week and several of us see it.",
    "fr": "Nous avons cherché «\u00a0%(what)s\u00a0» et suivi ce que nous avons trouvé, mais le "
    "problème demeure.\n\nCela a commencé cette semaine et plusieurs d’entre nous le constatent.",
}
MISSING = {
    "en": (
        "The page in the article looks different from ours.",
        "It does not say what to do when the button is grey.",
        "A picture of the setting would help.",
    ),
    "fr": (
        "La page décrite ne ressemble pas à la nôtre.",
        "Il manque la marche à suivre quand le bouton est grisé.",
        "Une image du réglage aiderait.",
    ),
}
ANSWERS = {
    "en": (
        "Hello %(name)s,\n\nthank you for the details. We found the setting that is wrong and "
        "corrected it on our side. Please try again and tell us what you see.\n\nBen",
        "Hello %(name)s,\n\nthis needs one step more than the article says: open Settings, choose "
        "the product area, and save once without a change. We shall add it to the article.\n\nBen",
        "Hello %(name)s,\n\nwe see the same here and know the cause. A correction comes with "
        "tonight’s update; until then please use the export page.\n\nBen",
    ),
    "fr": (
        "Bonjour %(name)s,\n\nmerci pour ces précisions. Nous avons trouvé le réglage en cause et "
        "l’avons corrigé. Veuillez réessayer et nous dire ce que vous voyez.\n\nBen",
        "Bonjour %(name)s,\n\nil faut une étape de plus que dans l’article\u00a0: ouvrir les "
        "réglages, choisir le domaine et enregistrer une fois sans rien changer.\n\nBen",
    ),
}
WEIGHED = {
    "en": "Only the reports are hit, and they can be sent by mail meanwhile.",
    "fr": "Seuls les rapports sont touchés, et ils peuvent être envoyés par e-mail en attendant.",
}
ASKED_BACK = {
    "en": "The time of one failed export, so that we can find it in the log.",
    "fr": "L’heure d’un export en échec, afin de le retrouver dans le journal.",
}
THANKS = {
    "en": (
        "Thank you, it works for most of us. One colleague still sees the old page.",
        "We tried it. The message is another one now.",
    ),
    "fr": (
        "Merci, cela marche pour la plupart d’entre nous.",
        "Nous avons essayé. Le message est différent maintenant.",
    ),
}
