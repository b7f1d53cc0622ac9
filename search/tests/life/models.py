from django.db import models


class Card(models.Model):
    title = models.CharField(max_length=100)
    text = models.TextField()

    class Meta:
        db_table = "life_card"

    def __str__(self) -> str:
        return self.title
